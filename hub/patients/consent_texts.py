"""The consent texts that ship: a plain beginning that a hospital's own lawyers replace (administrator, consents)."""

from __future__ import annotations

SHIPPED: dict[str, dict[str, tuple[str, str]]] = {
    "treatment": {
        "en": (
            "Consent to treatment",
            "I agree to be examined and treated by the clinicians of this hospital. They will explain "
            "what they suggest, "
            "what else is possible and what the risks are, and I may ask and refuse at any time. In an "
            "emergency they "
            "may do what cannot wait.",
        ),
        "es": (
            "Consentimiento para el tratamiento",
            "Acepto que el personal clínico de este hospital me examine y me trate. Me explicarán lo "
            "que proponen, qué "
            "otras opciones hay y cuáles son los riesgos, y puedo preguntar y negarme en cualquier momento. En una "
            "emergencia podrán hacer lo que no puede esperar.",
        ),
    },
    "telehealth": {
        "en": (
            "Consent to video visits",
            "I agree to be seen by video. I know that a video visit is not the same as being in one room, that the "
            "connection may fail, and that I may be asked to come in. Nothing is recorded unless I "
            "agree to it in the "
            "visit. I will say where I am, so that help can be sent in an emergency.",
        ),
        "es": (
            "Consentimiento para visitas por vídeo",
            "Acepto que me atiendan por vídeo. Sé que una visita por vídeo no es lo mismo que estar en "
            "una sala, que la "
            "conexión puede fallar y que pueden pedirme que acuda. No se graba nada si no lo acepto en "
            "la visita. Diré "
            "dónde estoy, para que puedan enviar ayuda en una emergencia.",
        ),
    },
    "billing": {
        "en": (
            "Consent to billing",
            "I agree that the hospital tells my insurer what is needed to be paid for my care. What "
            "the insurer does not "
            "pay and the law lets be charged, I pay myself. I can ask for the prices before.",
        ),
        "es": (
            "Consentimiento para la facturación",
            "Acepto que el hospital comunique a mi aseguradora lo necesario para cobrar mi atención. Lo que la "
            "aseguradora no pague y la ley permita cobrar, lo pago yo. Puedo pedir los precios antes.",
        ),
    },
    "privacy": {
        "en": (
            "How we use what we know about you",
            "I have read how this hospital keeps and uses what it knows about me: for my care, for "
            "what the law demands, "
            "and for nothing else without asking me. I can see my record, and see who has looked at it.",
        ),
        "es": (
            "Cómo usamos lo que sabemos de usted",
            "He leído cómo este hospital guarda y usa lo que sabe de mí: para mi atención, para lo que "
            "exige la ley, y "
            "para nada más sin preguntarme. Puedo ver mi historial y ver quién lo ha mirado.",
        ),
    },
}
"""kind -> language -> (title, text). A change of a text is a new entry in rules.CONSENT_VERSIONS."""
