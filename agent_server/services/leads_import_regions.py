"""The country that a cell names: code, calling code, or its name in Chinese, English, Russian or German."""

from functools import lru_cache

_NAMES = {
    "CN": "china|prc|p.r. china|mainland china|people's republic of china|中国|中国大陆|大陆|китай|кнр|chn",
    "HK": "hong kong|中国香港|香港|гонконг|hongkong|hkg",
    "TW": "taiwan|中国台湾|台湾|тайвань|twn",
    "MO": "macao|macau|中国澳门|澳门|макао|mac",
    "US": "united states|united states of america|usa|u.s.a.|u.s.|america|美国|сша|соединенные штаты"
    "|vereinigte staaten",
    "CA": "canada|加拿大|канада|kanada|can",
    "GB": "united kingdom|uk|u.k.|great britain|england|britain|scotland|wales|英国|великобритания|англия"
    "|großbritannien|vereinigtes königreich|gbr",
    "IE": "ireland|爱尔兰|ирландия|irland|irl",
    "RU": "russia|russian federation|俄罗斯|俄国|россия|рф|российская федерация|russland|rus",
    "KZ": "kazakhstan|哈萨克斯坦|казахстан|kasachstan|kaz",
    "BY": "belarus|白俄罗斯|беларусь|белоруссия|weißrussland|blr",
    "UA": "ukraine|乌克兰|украина|ukr",
    "UZ": "uzbekistan|乌兹别克斯坦|узбекистан|usbekistan|uzb",
    "KG": "kyrgyzstan|吉尔吉斯斯坦|киргизия|кыргызстан|kirgisistan|kgz",
    "DE": "germany|德国|германия|deutschland|deu|d|brd",
    "AT": "austria|奥地利|австрия|österreich|aut",
    "CH": "switzerland|瑞士|швейцария|schweiz|che",
    "FR": "france|法国|франция|frankreich|fra",
    "IT": "italy|意大利|италия|italien|ita",
    "ES": "spain|西班牙|испания|spanien|esp",
    "PT": "portugal|葡萄牙|португалия|prt",
    "NL": "netherlands|the netherlands|holland|荷兰|нидерланды|niederlande|nld",
    "BE": "belgium|比利时|бельгия|belgien|bel",
    "PL": "poland|波兰|польша|polen|pol",
    "CZ": "czech republic|czechia|捷克|чехия|tschechien|cze",
    "TR": "turkey|türkiye|土耳其|турция|türkei|tur",
    "JP": "japan|日本|япония|jpn",
    "KR": "south korea|korea|韩国|южная корея|südkorea|kor",
    "SG": "singapore|新加坡|сингапур|singapur|sgp",
    "MY": "malaysia|马来西亚|малайзия|mys",
    "TH": "thailand|泰国|таиланд|tha",
    "VN": "vietnam|viet nam|越南|вьетнам|vnm",
    "IN": "india|印度|индия|indien|ind",
    "ID": "indonesia|印度尼西亚|印尼|индонезия|indonesien|idn",
    "PH": "philippines|菲律宾|филиппины|philippinen|phl",
    "AU": "australia|澳大利亚|澳洲|австралия|australien|aus",
    "NZ": "new zealand|新西兰|новая зеландия|neuseeland|nzl",
    "MX": "mexico|墨西哥|мексика|mexiko|mex",
    "BR": "brazil|巴西|бразилия|brasilien|bra",
    "AE": "united arab emirates|uae|阿联酋|оаэ|vereinigte arabische emirate|are",
    "IL": "israel|以色列|израиль|isr",
}
_BY_NAME = {name: region for region, names in _NAMES.items() for name in names.split("|")}


@lru_cache(maxsize=4096)
def region_of(text: str) -> str:
    """Return ISO 3166 alpha-2 for a cell, or an empty text for what names no country (a province, for example)."""
    import phonenumbers

    word = text.strip().casefold()
    if named := _BY_NAME.get(word):
        return named
    if word.upper() in phonenumbers.SUPPORTED_REGIONS:
        return word.upper()
    digits = word.lstrip("+0")
    if digits.isdecimal() and digits.isascii() and len(digits) <= 3:
        found = phonenumbers.region_code_for_country_code(int(digits))
        return found if found.isalpha() and found != "ZZ" else ""
    return ""
