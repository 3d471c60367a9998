"""What goes along with an archive: the same record as FHIR R4."""

from hub.interop.fhir import archive
from hub.patients.belongings import alongside

alongside(archive.files)
