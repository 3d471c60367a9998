"""Billing: what a service costs, who owes it and who has paid. It owns price, charge, the double-entry ledger
(ledger_account, journal_entry, posting), invoice and its counter, payment, refund and the webhook inbox; it states
ChargesRaised, InvoiceIssued, InvoiceSettled, PaymentSucceeded, PaymentFailed, ReceiptMade, RefundChanged and
CreditChanged. It may import beds, insurance, encounters, scheduling, patients, staff, identity, workflows and the core;
it builds the claim's snapshot, since only here all parts of it are in sight."""
