"""Who takes part in the sample data: the people of the sample company, products, customers and their contacts."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.crm.sample_data import texts, words
from tests.crm.sample_data.days import Chain, Day, ago

NORTH = ["lin.wei@example.com", "zhao.ming@example.com", "sun.lei@example.com"]
SOUTH = ["wu.hao@example.com", "he.jing@example.com", "qian.feng@example.com"]
OVERSEAS = "emma.clarke@example.com"
SERVICE = ["tang.yue@example.com", "gao.peng@example.com"]
MARKETING = "lu.qian@example.com"
INSTALLER = "installer"
SOURCES = [
    "website",
    "online_ad",
    "search",
    "social_media",
    "campaign",
    "referral",
    "exhibition",
    "store",
    "phone",
    "on_site",
]
SOURCE_WEIGHTS = [16, 10, 12, 8, 7, 18, 14, 3, 8, 4]
NORTHERN = ("north", "northeast", "northwest", "central")


@dataclass
class Product:
    key: str
    names: tuple[str, str]
    category: str
    price: int
    status: str


@dataclass
class Customer:
    """A customer as the generator sees it; `cells` becomes its row."""

    key: str
    english: bool
    short: str
    industry: str
    owner: str
    size: float
    cells: dict[str, Any]
    group: str = "existing"  # existing | new | potential | lost
    chain: Chain | None = None  # of a new customer: everything up to its first order
    born: Day | None = None
    contacts: list[str] = field(default_factory=list)
    topics: list[int] = field(default_factory=list)
    spent: int = 0

    def say(self, pair: tuple[str, str]) -> str:
        return pair[1] if self.english else pair[0]


class Market:
    """Makes products, customers and contacts; draws everything from one random source, in a fixed order."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.phones = 1000
        self.products: list[Product] = []
        self.customers: list[Customer] = []
        self.rows: dict[str, list[dict[str, Any]]] = {
            form: [] for form in ("product_category", "product", "customer", "contact")
        }

    def phone(self, english: bool) -> str:
        """A number nobody has: a satellite range in China, numbers kept for stories in Britain."""
        self.phones += 7
        if english:
            return f"+44 20 7946 0{self.phones % 1000:03}"
        return f"+86 134 9{self.phones // 10000:03} {self.phones % 10000:04}"

    def make_products(self) -> None:
        for key, parent, name in words.CATEGORIES:
            self.rows["product_category"].append({"key": key, "name": name, "parent": parent})
        for number, (code, chinese, english, category, unit, price) in enumerate(words.PRODUCTS):
            status = "discontinued" if code == "GW-390" else "planned" if code == "SE-160" else "active"
            self.products.append(Product(code, (chinese, english), category, price, status))
            share = 0.35 + self.random.random() * 0.3 if category != "software" else 0.15
            countable = unit in ("piece", "set", "box")
            reorder = self.random.choice([5, 10, 20, 40]) if countable else None
            stock = None if reorder is None else reorder - 3 if number % 9 == 4 else reorder * self.random.randint(2, 9)
            self.rows["product"].append(
                {
                    "key": code,
                    "code": code,
                    "name": f"{chinese} {english}",
                    "category": category,
                    "unit": unit,
                    "list_price": price,
                    "cost": round(price * share),
                    "stock": stock,
                    "reorder_at": reorder,
                    "status": status,
                    "launched_on": None if status == "planned" else ago(700 + number * 23),
                    "description": f"{chinese}，适用于工业现场。{english} for industrial use.",
                    "created_at": ago(900).at("09:00"),
                }
            )

    def make_customers(self) -> None:
        industries = [name for name, (share, _, _) in words.INDUSTRIES.items() for _ in range(share)]
        self.random.shuffle(industries)
        regions = [name for name, (share, _) in words.REGIONS.items() for _ in range(share)]
        self.random.shuffle(regions)
        brands = [first + second for first in words.BRAND_FIRST for second in words.BRAND_SECOND]
        self.random.shuffle(brands)
        for number, industry in enumerate(industries):
            word = self.random.choice(words.INDUSTRIES[industry][2])
            ending = self.random.choices(["有限公司", "股份有限公司", "集团有限公司"], [80, 14, 6])[0]
            self.add_company(
                brands[number] + word + ending, brands[number] + word, industry, regions[number % len(regions)]
            )
        for name, short, industry in words.ENGLISH_COMPANIES:
            self.add_company(name, short, industry, "overseas")
        for _ in range(12):
            self.add_person()
        self.random.shuffle(self.customers)
        self.group_customers()
        for number, customer in enumerate(self.customers, start=1):
            customer.key = f"c{number:03}"
            customer.cells["key"] = customer.key
        self.finish_customers()

    def add_company(self, name: str, short: str, industry: str, region: str) -> None:
        english = region == "overseas"
        address = self.overseas_address() if english else self.address(region)
        mark = (
            "".join(char for char in short.lower() if char.isascii() and char.isalpha())
            or f"kh{len(self.customers):03}"
        )
        owner = OVERSEAS if english else self.random.choice(NORTH if region in NORTHERN else SOUTH)
        cells = {
            "kind": "company",
            "name": name,
            "short_name": short,
            "industry": industry,
            "region": place(region, address),
            "size": self.random.choices(["micro", "small", "medium", "large", "huge"], [8, 34, 36, 16, 6])[0],
            "phone": self.phone(english),
            "email": f"info@{mark}.example.com",
            "website": f"https://{mark}.example.com",
            "address": address,
            "owner": owner,
            "department": "sales_north" if region in NORTHERN else "sales_south",
        }
        self.customers.append(Customer("", english, short, industry, owner, 1.0, cells))

    def add_person(self) -> None:
        name, _ = self.person(False)
        region = self.random.choice(["east", "south", "north"])
        owner = self.random.choice(NORTH if region == "north" else SOUTH)
        phone, address = self.phone(False), self.address(region)
        cells = {
            "kind": "person",
            "name": name,
            "industry": None,
            "region": place(region, address),
            "phone": phone,
            "social_account": f"wx_{self.phones}",
            "address": address,
            "owner": owner,
            "department": "sales_north" if region == "north" else "sales_south",
        }
        self.customers.append(Customer("", False, name, "services", owner, 0.1, cells))

    def group_customers(self) -> None:
        """Says who is existing, new, potential or lost, and how much each buys: few of them make half of the sales."""
        companies = [customer for customer in self.customers if customer.cells["kind"] == "company"]
        people = [customer for customer in self.customers if customer.cells["kind"] == "person"]
        for customer in [*companies[120:174], *people[:6]]:
            customer.group = "new"
        for customer in companies[174:190]:
            customer.group = "lost"
        for customer in [*companies[190:], *people[6:]]:
            customer.group = "potential"
        ranked = sorted(
            companies[:120], key=lambda customer: -words.INDUSTRIES[customer.industry][1] * self.random.uniform(0.4, 1)
        )
        for rank, customer in enumerate(ranked, start=1):
            customer.size = 14 / (rank + 2) ** 0.85
        for customer in companies[120:]:
            customer.size = 0.25 * words.INDUSTRIES[customer.industry][1] * self.random.uniform(0.5, 1.3)

    def finish_customers(self) -> None:
        months = list(range(12)) * 6
        ages = [1, 2, 4, 7, 11, 16, 22, 27, 33, 38, 44, 50, 55, 62, 70, 78, 90, 105, 120, 135, 150, 165, 180, 195, 210]
        ages += [225, 240, 255, 270, 285, 300, 315, 330, 340]
        for customer in self.customers:
            cells, random = customer.cells, self.random
            if customer.group == "new":
                first_day = (months.pop() * 365 // 12 + random.randint(0, 29)) % 365
                customer.chain = Chain(first_day)
                customer.born = customer.chain.day(-random.randint(62, 95))
            elif customer.group == "potential":
                customer.born = ago(ages.pop(0))
            else:
                customer.born = ago(random.randint(760, 1900))
            big = customer.group == "existing" and customer.size > 0.9
            middle = customer.group == "existing" and customer.size > 0.45
            source = random.choices(SOURCES, SOURCE_WEIGHTS)[0]
            older = [
                other
                for other in self.customers
                if other.key and other.key < customer.key and other.group == "existing"
            ]
            topic = customer.say(random.choice(words.TOPICS)[:2])
            fresh = ago(random.choice([20, 45, 70, 110, 150, 240, 320]))
            cells.update(
                importance="key" if big else "important" if middle else "normal",
                lifecycle=customer.group,
                source=source,
                referrer=random.choice(older).key if source == "referral" and older else None,
                background=customer.say(random.choice(texts.BACKGROUND)).format(topic=topic),
                needs=customer.say(random.choice(texts.NEEDS)),
                decision_process=customer.say(random.choice(texts.DECISION)) if cells["kind"] == "company" else None,
                preferences=sorted(
                    random.sample(
                        [
                            "price_sensitive",
                            "quality_first",
                            "fast_delivery",
                            "customised",
                            "long_term",
                            "local_service",
                            "online_orders",
                        ],
                        random.randint(1, 3),
                    )
                ),
                dormant_reason=random.choice(["product", "service", "competitor", "price"])
                if customer.group == "lost"
                else None,
                purchasing_power=5 if big else 4 if middle else random.randint(1, 4),
                potential_value=random.randint(3, 5) if middle else random.randint(1, 5),
                strategic_fit=random.randint(3, 5) if big else random.randint(1, 5),
                credit_limit=500000 if big else 200000 if middle else random.choice([20000, 50000, 100000]),
                payment_days=random.choice([30, 45, 60]) if middle else random.choice([0, 15, 30]),
                consent=random.random() < 0.7,
                verified_on=fresh if customer.group in ("existing", "lost") and random.random() < 0.85 else None,
                created_at=customer.born.at(self.time()),
            )
            self.rows["customer"].append(cells)

    def make_contacts(self) -> None:
        for customer in self.customers:
            person = customer.cells["kind"] == "person"
            count = 1 if person else self.random.choices([1, 2, 3, 4], [30, 45, 18, 7])[0] + (customer.size > 1.5)
            titles = self.random.sample(words.TITLES, count)
            for index in range(count):
                self.add_contact(customer, index, titles[index], customer.cells["name"] if person else None)

    def add_contact(self, customer: Customer, index: int, title: tuple[str, ...], name: str | None) -> None:
        random = self.random
        own_name, gender = self.person(customer.english)
        key = f"{customer.key}-{index + 1}"
        mark = own_name.lower().replace(" ", ".") if customer.english else f"lxr{key.replace('-', '')[1:]}"
        domain = (customer.cells.get("email") or "x@person.example.com").split("@")[1]
        left = index > 1 and random.random() < 0.12
        customer.contacts.append(key)
        assert customer.born is not None
        person = name is not None
        self.rows["contact"].append(
            {
                "key": key,
                "name": name or own_name,
                "customer": customer.key,
                "job_title": None if person else title[1] if customer.english else title[0],
                "department_name": None if person or customer.english else title[2],
                "is_primary": index == 0,
                "gender": gender,
                "birth_date": ago(365 * random.randint(26, 57) + random.randint(0, 364))
                if random.random() < 0.6
                else None,
                "mobile": customer.cells["phone"] if person else self.phone(customer.english),
                "email": None if person else f"{mark}@{domain}",
                "social_account": f"wx_{self.phones}" if not customer.english and random.random() < 0.5 else None,
                "preferred_way": random.choice(["phone", "email", "social_media", "visit"]),
                "influence": "decides" if person else title[3],
                "interests": random.choice(words.ENGLISH_INTERESTS if customer.english else words.INTERESTS)
                if random.random() < 0.3
                else None,
                "has_left": left,
                "created_at": customer.born.at(self.time()),
            }
        )

    def person(self, english: bool) -> tuple[str, str]:
        gender = self.random.choice(["female", "male"])
        if english:
            first = words.ENGLISH_FIRST_FEMALE if gender == "female" else words.ENGLISH_FIRST_MALE
            return f"{self.random.choice(first)} {self.random.choice(words.ENGLISH_LAST)}", gender
        given = words.GIVEN_FEMALE if gender == "female" else words.GIVEN_MALE
        return self.random.choice(words.SURNAMES) + self.random.choice(given), gender

    def address(self, region: str) -> dict[str, str]:
        province, city, districts = self.random.choice(words.REGIONS[region][1])
        street = f"{self.random.choice(words.STREETS)}{self.random.randint(1, 299)}号"
        return {"province": province, "city": city, "district": self.random.choice(districts), "street": street}

    def overseas_address(self) -> dict[str, str]:
        country, city = self.random.choice(words.OVERSEAS)
        return {"country": country, "city": city, "street": f"{self.random.randint(2, 180)} Foundry Lane"}

    def time(self) -> str:
        """A time in the office."""
        return f"{self.random.randint(9, 17):02}:{self.random.choice([0, 10, 15, 20, 30, 40, 45, 50]):02}"


def place(region: str, address: dict[str, str]) -> str:
    """The path of a city in the tree of regions."""
    city = address["city"]
    return f"{region}/{words.CITY_IDS.get(city, city.lower())}"
