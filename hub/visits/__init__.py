"""Video visits: the waiting room, who was admitted when, the chat, how good the call was. Not the media itself.

Owns visit, visit_message, visit_guest, visit_guest_letter, waiting_sign, call_quality. States VisitChanged,
VisitMessageSent, GuestChanged, GuestLetterWritten and LineMoved. Steps: visits.open, visits.record_device_check,
visits.mark_no_show, visits.release. `waiting` is the clinic's waiting rooms, `quality` how the calls went. Imports
encounters and everything below; the sockets and the TURN credentials of a call are signaling's, which looks in here.
"""
