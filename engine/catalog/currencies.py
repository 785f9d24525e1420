"""Currencies by their ISO 4217 codes: how many decimals, which sign."""

from __future__ import annotations

from engine.registry import nearest

_CODES = frozenset(
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF "
    "GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK "
    "LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD "
    "OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN "
    "SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF "
    "XPF YER ZAR ZMW ZWG ".split()
)
_WHOLE = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
_THOUSANDTHS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())
_SIGNS = {
    "CNY": "¥",
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "INR": "₹",
    "KRW": "₩",
    "JPY": "JP¥",
    "HKD": "HK$",
    "TWD": "NT$",
}


def decimals_of(code: str) -> int | None:
    """How many decimals its amounts have; None when there is no such currency."""
    if code not in _CODES:
        return None
    return 0 if code in _WHOLE else 3 if code in _THOUSANDTHS else 2


def sign_of(code: str) -> str:
    """What stands before an amount: `¥`, or the code and a space."""
    return _SIGNS.get(code, f"{code} ")


_WRITTEN = {"¥": "CNY", "￥": "CNY", "元": "CNY", "RMB": "CNY", "円": "JPY", "圆": "CNY", "US$": "USD"}


def code_of(written: str) -> str | None:
    """The currency that is written as a sign or as its code: `€`, `USD`."""
    by_sign = {sign: code for code, sign in _SIGNS.items()} | _WRITTEN
    return by_sign.get(written) or (written if written in _CODES else None)


def usual_in(language: str) -> str:
    """The currency of amounts that name none, for a reader of the language, where his app names none either."""
    return {"zh-CN": "CNY"}.get(language, "USD")


def like(code: str) -> tuple[str, ...]:
    return nearest(code, _CODES)
