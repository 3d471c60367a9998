"""The pathways we ship: one folder per process with its diagram `<name>.bpmn` and the forms of its tasks (`forms.py`,
`FORMS` by form key). A form carries ids and small facts; what is clinical is stored by the task's `onComplete` step and
only its small facts stay in the case. What becomes of a claim is a pathway of its own that every diagram that bills
calls; invoice and payment are drawn in each, and a test keeps them alike. Imports nothing of the hospital.
"""
