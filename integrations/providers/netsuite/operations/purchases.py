"""NetSuite: purchases."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, IdRef, OperationForm, field, needed
from integrations.schemas import one


class CreateVendorBill(OperationForm):
    entity: IdRef = needed("Vendor", "Its id.", also=("vendor", "vendorId"))
    expense: Data | None = field("Expense lines", '{"items": [{"account": {"id": "58"}, "amount": 100}]}')
    item: Data | None = field("Item lines", "As of an invoice.")
    tran_date: str | None = field("Date", "YYYY-MM-DD.", wire="tranDate")
    due_date: str | None = field("Due date", "YYYY-MM-DD.", wire="dueDate")
    tran_id: str | None = field("Number", "The bill’s number.", wire="tranId")
    memo: str | None = field("Memo", widget="textarea")
    external_id: str | None = field("External id", "An id of yours, unique for its type.", wire="externalId")


CREATE_VENDOR_BILL = Operation(
    id="createVendorBill",
    name="Create vendor bill",
    description="Records a bill of a vendor.",
    sentence="Create a bill of {entity}",
    form=CreateVendorBill,
    call=Call(
        "POST /services/rest/record/v1/vendorBill",
        success=(204,),
        empty={"id": "{location}", "success": True},
    ),
    effect="write",
    output_schema=one("id, success:boolean"),
    aliases=("createBill",),
    order=40,
)


class CreateVendor(OperationForm):
    company_name: str = needed("Company", "Needed unless it is a person.", wire="companyName")
    subsidiary: IdRef | None = field("Subsidiary", "Its id.", also=("subsidiaryId",))
    email: str | None = field("Email")
    external_id: str | None = field("External id", "An id of yours, unique for its type.", wire="externalId")


CREATE_VENDOR = Operation(
    id="createVendor",
    name="Create vendor",
    description="Creates a vendor.",
    sentence="Create vendor {companyName}",
    form=CreateVendor,
    call=Call(
        "POST /services/rest/record/v1/vendor", success=(204,), empty={"id": "{location}", "success": True}
    ),
    effect="write",
    output_schema=one("id, success:boolean"),
    order=60,
)
