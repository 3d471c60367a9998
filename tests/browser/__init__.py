"""The whole hospital in real browsers: `hub up` as a person starts it, Chromium with a fake camera and microphone.

`hospital.py` starts and stops it, `windows.py` is one browser with somebody in front of it, `story.py` what people do
there in the words on the screen. Waits are for what the page shows or what a connection counts, never for time. A test
that fails leaves a picture and a trace of every window in test-results/ (`playwright show-trace`).
"""
