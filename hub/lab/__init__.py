"""The laboratory's side of the record: orders (FHIR ServiceRequest) and the specimens taken for them.

An order is placed in the chart and led by the pathway `lab_order`: signed, its specimen collected, its result entered,
looked at. The result itself is a DiagnosticReport of encounters; the order names the one that answers it. Who works for
the laboratory reads orders without a care relation, except where a label or an objection keeps the patient: then who
has taken the task does. It states ServiceRequestChanged and gives the pathway its steps. It may import hub.encounters,
hub.patients, hub.staff, hub.identity, workflows and hub.core.
"""
