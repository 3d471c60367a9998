"""Recordings of a call: who was asked and agreed, when it ran, what was kept and until when. Not the muxing itself.

Owns visit_recording, visit_recording_consent, visit_recording_file. States RecordingChanged. `actions` is what people
do, `starting` what begins a recording, `stopping` what ends one from outside, `writing` what the recorder process says
of itself, `vault` how its bytes are sealed. Imports its own module below it (models, queries, actions of visits);
signaling runs the recorder.
"""
