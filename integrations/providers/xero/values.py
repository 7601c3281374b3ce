"""References as Xero writes them; the id or code alone is enough."""

from __future__ import annotations

from typing import Annotated

from integrations.fields import Data, wrapped_in

ContactRef = Annotated[Data, wrapped_in("ContactID")]
InvoiceRef = Annotated[Data, wrapped_in("InvoiceID")]
AccountCode = Annotated[Data, wrapped_in("Code")]
