"""Transcripts of a call: who agreed that its captions are kept, and what of them the clinician filed. Not the captions.

Captions pass through the hub and are stored nowhere (signaling.captions); who reads them has them. When the patient and
the clinician have agreed, the clinician's page keeps them; looked through and corrected they become a document of the
patient, said to be written by a machine, or they are gone with the page. Owns visit_transcript and
visit_transcript_consent. States TranscriptChanged. Imports visits and patients.
"""
