"""Values that QuickBooks wraps in an object; the plain value is enough."""

from __future__ import annotations

from typing import Annotated

from integrations.fields import Data, wrapped_in

Address = Annotated[Data, wrapped_in("Address")]
Phone = Annotated[Data, wrapped_in("FreeFormNumber")]
