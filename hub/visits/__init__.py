"""Video visits: the waiting room, who was admitted when, the chat, how good the call was. Not the media itself.

Owns visit, visit_message, visit_file, visit_photo, visit_guest, visit_guest_letter, waiting_sign, call_quality. States
VisitChanged, VisitMessageSent, VisitFileChanged, VisitPhotoChanged, GuestChanged, GuestLetterWritten and LineMoved.
Steps: visits.open, visits.record_device_check, visits.mark_no_show, visits.release. `waiting` is the clinic's waiting
rooms, `quality` how the calls went, `files` what is sent in the chat, `photos` what the clinician asks for. Imports
encounters and everything below; the sockets and the TURN credentials of a call are signaling's, which looks in here.
"""
