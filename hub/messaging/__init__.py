"""Messages: threads between a patient and the people who take care of him, and between colleagues, about a patient, a
task or nothing of the kind.

Owns message_thread, thread_member, message, message_file, message_translation and canned_answer; every word in them
is sealed under the patient's data key, or under the thread's where there is no patient. States MessageSent,
MessageChanged, MessageOverdue, ThreadChanged and ThreadRead: ids and flags, never a word of what was said. May import
patients, staff, identity, workflows (absences, pathways) and the core. `queries.access_thread` is the one door; being
a member opens nothing by itself in a thread about a patient: care, one's own record or a proxy's right does, asked at
each request.
"""
