"""The pathways we ship: one folder per process with its diagram `<name>.bpmn` and the forms of its tasks (`forms.py`,
`FORMS` by form key). A form carries ids and small facts; what is clinical is stored by the task's `onComplete` step and
only its small facts stay in the case. The settlement part (claim, invoice, payment) is drawn in every diagram that
bills, so that a case is one picture with one version; a test keeps them alike. Imports nothing of the hospital.
"""
