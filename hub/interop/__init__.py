"""Interoperability: what the record says, in words that other houses' computers read. It owns no table and states no
fact; `fhir/` turns rows into resources of FHIR R4 and puts them beside our own JSON in a patient's archive. It may
import every room below, for it speaks of all of them."""
