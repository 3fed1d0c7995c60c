"""The shortest 837 and 835 that can be read, as text."""

from collections.abc import Sequence

_ISA = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       "
    "*{date}*0830*^*00501*000000001*0*P*:"
)


def _envelope(code: str, guide: str, date: str, segments: Sequence[str]) -> bytes:
    parts = [
        _ISA.format(date=date[2:]),
        f"GS*{code}*SENDER*RECEIVER*{date}*0830*1*X*{guide}",
        *segments,
        "GE*1*1",
        "IEA*1*000000001",
    ]
    return "".join(f"{part}~\n" for part in parts).encode()


def tiny_837(*claim_ids: str, date: str = "20260101", member: str = "MEMBER1", charge: str = "100") -> bytes:
    """One interchange with a professional claim of one line per claim number; "" leaves CLM01 out."""
    claims = [
        segment
        for claim_id in claim_ids
        for segment in (
            f"CLM*{claim_id}*{charge}***11:B:1*Y*A*Y*Y",
            "HI*ABK:E119",
            "LX*1",
            f"SV1*HC:99213*{charge}*UN*1***1",
            "DTP*472*D8*20251230",
        )
    ]
    return _envelope(
        "HC",
        "005010X222A1",
        date,
        [
            "ST*837*0001*005010X222A1",
            f"BHT*0019*00*1*{date}*0830*CH",
            "NM1*41*2*SENDER*****46*1",
            "NM1*40*2*RECEIVER*****46*2",
            "HL*1**20*1",
            "NM1*85*2*CLINIC*****XX*1234567893",
            "REF*EI*123456789",
            "HL*2*1*22*0",
            "SBR*P*18*******CI",
            f"NM1*IL*1*PATIENT*P****MI*{member}",
            "DMG*D8*19700101*F",
            "NM1*PR*2*PAYER*****PI*PAY1",
            *claims,
            "SE*1*0001",
        ],
    )


def tiny_835(*claim_ids: str, date: str = "20260120", charge: str = "100", paid: str = "80") -> bytes:
    """One payment with a remit of one line per claim number."""
    remits = [
        segment
        for number, claim_id in enumerate(claim_ids, start=1)
        for segment in (
            f"CLP*{claim_id}*1*{charge}*{paid}**12*PCN{claim_id}*11*1",
            "NM1*QC*1*PATIENT*P****MI*MEMBER1",
            f"SVC*HC:99213*{charge}*{paid}**1",
            "DTM*472*20251230",
            f"CAS*CO*45*{int(charge) - int(paid)}",
            f"REF*6R*{number}",
        )
    ]
    return _envelope(
        "HP",
        "005010X221A1",
        date,
        [
            "ST*835*0001",
            f"BPR*I*{paid}*C*CHK************{date}",
            "TRN*1*TRACE1*1999999999",
            f"DTM*405*{date}",
            "N1*PR*PAYER*XV*PAY1",
            "N1*PE*CLINIC*XX*1234567893",
            "LX*1",
            *remits,
            "SE*1*0001",
        ],
    )
