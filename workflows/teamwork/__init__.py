"""Working together on tasks: assigning, delegating, putting off, escalating, cover for who is away, comments and
attachments, saved filters. It owns absence, task_comment, attachment and task_filter; its facts are in
`workflows.facts` (TaskChanged, TaskEscalated, CommentAdded, CaseCommented, AbsenceChanged, FilterChanged). May import
workflows and hub.core.
"""
