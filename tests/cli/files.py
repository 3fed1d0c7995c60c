"""Small files for the command line, made by hand so that each fault is in plain sight."""

MARK = "ZQXMARKZQX"
"""A value that must never come back in a message."""

_HEAD = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *250301*0930"
    "*^*00501*000000001*0*P*:~"
    "GS*HC*SENDER*RECEIVER*20250301*0930*1*X*005010X222A1~"
    "ST*837*0001*005010X222A1~BHT*0019*00*1*20250301*0930*CH~"
    "NM1*41*2*SUBMITTER*****46*S1~PER*IC*DESK*TE*5550100~NM1*40*2*RECEIVER*****46*R1~"
    "HL*1**20*1~NM1*85*2*PRACTICE*****XX*1245319599~N3*1 MAIN ST~N4*TOWN*OH*44101~REF*EI*123456789~"
)
_TAIL = "SE*30*0001~GE*1*1~IEA*1*000000001~"


def claim(number: str, charge: str = "150") -> str:
    return (
        f"HL*{{hl}}*1*22*0~SBR*P*18*******CI~NM1*IL*1*{MARK}*{MARK}****MI*{MARK}{number}~N3*2 ELM ST~"
        "N4*TOWN*OH*44101~DMG*D8*19800101*F~NM1*PR*2*PAYER ONE*****PI*P001~"
        f"CLM*{MARK}{number}*{charge}***11:B:1*Y*A*Y*Y~HI*ABK:M5416~LX*1~SV1*HC:99213*150*UN*1***1~"
        "DTP*472*D8*20250225~"
    )


def claims_837(*claims: str) -> bytes:
    bodies = "".join(text.replace("{hl}", str(place)) for place, text in enumerate(claims, start=2))
    return (_HEAD + bodies + _TAIL).encode()
