"""Patients from a file of another system: uploaded, its columns named, tried without effect, taken in a batch at a
time, and taken back where nobody has worked with a new record yet. Owns patient_import and patient_import_row; states
ImportChanged. The file lies in the storage until the import is old; what is wrong with a line is said without its
values. It imports `hub.patients`, which knows nothing of it.
"""
