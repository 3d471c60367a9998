"""Code values that the engine acts on, each with our own short wording.

X12's code lists (adjustment reasons, remarks, claim status) are copyrighted: only the bare values appear, explained in
our words; an unknown value is shown as itself. HCPCS Level II is a US government work; CPT never appears.
"""
