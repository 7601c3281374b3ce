"""The customers that all pretended providers know, so that a story told at one goes on at the next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Customer:
    number: int
    name: str
    email: str
    domain: str
    person: tuple[str, str]  # first and last name
    phone: str
    city: str
    state: str
    zip: str

    @property
    def stripe(self) -> str:
        return f"cus_demoCast{self.number:02d}"

    @property
    def quickbooks(self) -> str:
        return str(57 + self.number)


CAST = (
    Customer(1, "Harbor & Sons", "accounts@harbor.example", "harbor.example", ("Hanna", "Harbor"), "+1 555 0101",
             "Portland", "ME", "04101"),
    Customer(2, "Northwind Traders", "ap@northwind.example", "northwind.example", ("Nora", "Wind"), "+1 555 0102",
             "Seattle", "WA", "98101"),
    Customer(3, "Aster Clinics", "finance@aster.example", "aster.example", ("Asta", "Berg"), "+1 555 0103",
             "Boston", "MA", "02108"),
    Customer(4, "Lumen Labs", "ap@lumen.example", "lumen.example", ("Luis", "Men"), "+1 555 0104",
             "Austin", "TX", "78701"),
)  # fmt: skip
HARBOR, NORTHWIND, ASTER, LUMEN = CAST
