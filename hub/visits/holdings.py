"""What of the video visits belongs to a patient."""

from hub.patients.belongings import belongs

belongs("visit", title="Video visits")
belongs("visit_message", title="Chat of video visits")
belongs("visit_photo", title="Photos asked for in video visits")
belongs("visit_file", title="Files of video visits", files=(("visit_file", "file_id", "name"),))
