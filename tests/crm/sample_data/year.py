"""One year of the sample company: what was finished in the seasons, and what is open round today."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from tests.crm.sample_data import texts, words
from tests.crm.sample_data.company import (
    INSTALLER,
    MARKETING,
    NORTH,
    NORTHERN,
    OVERSEAS,
    SERVICE,
    SOUTH,
    Customer,
    Market,
)
from tests.crm.sample_data.days import TODAY, YEAR, Chain, Day, ago, ahead
from tests.crm.sample_data.dealings import SEASON, Dealings, Row

OPEN_STAGES = {"first_contact": 58, "needs": 48, "proposal": 38, "contract": 26}
MONTHLY_TARGET = 1_100_000


class Year:
    """Fills a market with a year of dealings."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.market = Market(random)
        self.market.make_products()
        self.market.make_customers()
        self.market.make_contacts()
        self.dealings = Dealings(self.market, random)
        self.leads: list[Row] = []
        groups: dict[str, list[Customer]] = {"existing": [], "new": [], "potential": [], "lost": []}
        for customer in self.market.customers:
            groups[customer.group].append(customer)
        self.existing, self.new, self.potential, self.lost = groups.values()

    def make(self) -> dict[str, list[Row]]:
        """All rows by form."""
        self.first_orders()
        self.repeat_orders()
        self.lost_customers()
        self.lost_deals()
        self.recent_orders()
        self.open_deals()
        self.other_talks()
        self.plans()
        self.open_feedback()
        self.open_tasks()
        self.other_leads()
        self.set_tiers()
        self.share_with_installer()
        return {**self.market.rows, **self.dealings.rows, "lead": self.leads, "sales_target": self.targets()}

    # finished, in the seasons

    def first_orders(self) -> None:
        """New customers: lead, deal, first order and call-back are one chain."""
        for number, customer in enumerate(self.new):
            chain = customer.chain
            assert chain is not None and customer.born is not None
            order = self.dealings.close_with_order(customer, chain, self.random.randint(20, 50), is_first=True)
            deal = order["opportunity"]
            if number < 42:
                self.lead_of(customer, deal)
            if number % 2:
                self.dealings.feedback(customer, order["received_on"].plus(self.random.randint(2, 6)), order, "closed")

    def lead_of(self, customer: Customer, deal: str) -> None:
        assert customer.born is not None
        contact = next(row for row in self.market.rows["contact"] if row["key"] == customer.contacts[0])
        came = customer.born.plus(-self.random.randint(3, 20))
        self.add_lead(
            customer.english,
            "converted",
            came,
            owner=customer.owner,
            name=contact["name"],
            company=customer.cells["name"] if customer.cells["kind"] == "company" else None,
            job_title=contact["job_title"],
            phone=contact["mobile"],
            email=contact["email"],
            industry=customer.cells["industry"],
            region=customer.cells["region"],
            source=customer.cells["source"],
            referrer=customer.cells["referrer"],
            rating="high",
            converted_on=customer.born,
            customer=customer.key,
            contact=contact["key"],
            opportunity=deal,
        )

    def repeat_orders(self) -> None:
        """Existing customers: deals and repeat orders over the year, more of them for the big ones."""
        for customer in self.existing:
            count = 2 + round(3.6 * customer.size**0.55 * self.random.uniform(0.6, 1.3))
            for number in range(min(count, 16)):
                chain = Chain(self.dealings.day_of_season())
                roll = self.random.random()
                state = "cancelled" if roll < 0.02 and number > 1 else "received" if roll < 0.06 else "paid"
                if (number == 0 and self.random.random() < 0.5) or number == 5:
                    order = self.dealings.close_with_order(customer, chain, self.random.randint(18, 75), state=state)
                else:
                    topic = self.random.choice(words.TOPICS)
                    lines = self.dealings.lines(self.dealings.order_size(customer) * 0.8, topic[2])
                    order = self.dealings.order(customer, chain.day(0), lines, state=state)
                if state != "cancelled" and self.random.random() < 0.27:
                    after = order["received_on"].plus(self.random.randint(1, 8))
                    self.dealings.feedback(customer, after, order, "closed")

    def lost_customers(self) -> None:
        """Customers who bought more than a year ago and not since."""
        for customer in self.lost:
            for _ in range(self.random.randint(1, 3)):
                placed = ago(self.random.randint(410, 720))
                lines = self.dealings.lines(self.dealings.order_size(customer), self.random.choice(words.TOPICS)[2])
                order = self.dealings.order(customer, placed, lines)
            self.dealings.feedback(customer, placed.plus(20), order, "closed", complaint=True)
            self.dealings.talk(customer, ago(self.random.randint(60, 300)), result="not_interested", effect=1)

    def lost_deals(self) -> None:
        candidates = [*self.existing, *self.lost, *self.existing[:30]]
        self.random.shuffle(candidates)
        for number, customer in enumerate(candidates[:88]):
            if number < 80:
                close = Chain(self.dealings.day_of_season()).day(0)
            else:
                close = ago(number - 80)
            back = self.random.randint(15, 80)
            say = customer.say
            reason = self.random.choices(
                ["price", "competitor", "no_budget", "no_need", "features", "timing", "no_answer"],
                [26, 22, 16, 10, 8, 12, 6],
            )[0]
            competitor = say((self.random.choice(words.COMPETITORS), self.random.choice(words.ENGLISH_COMPETITORS)))
            deal = self.dealings.opportunity(
                customer,
                "lost",
                close.plus(-back),
                close,
                self.dealings.order_size(customer) * 1.2,
                lost_reason=reason,
                competitor=competitor if reason in ("competitor", "price") else None,
                lost_note=say(self.random.choice(texts.LESSONS)) if self.random.random() < 0.5 else None,
            )
            self.dealings.talk(customer, close.plus(-back + 2), deal)
            self.dealings.talk(customer, close.plus(-1), deal, result="not_interested", effect=2)

    # round today

    def recent_orders(self) -> None:
        """Deals won in the last weeks and orders on their way; they stand in for seasons that are not over yet."""
        buyers = self.existing[:]
        self.random.shuffle(buyers)
        for number in range(13):
            won = -[0, 0, 1, 2, 4, 6, 9, 12, 15, 19, 23, 27, 31][number]
            state = "placed" if won > -5 else "part_shipped" if number % 4 == 0 else "shipped"
            self.dealings.close_with_order(buyers[number], TODAY, 30 + number, won_on=won, state=state)
        for number in range(40):
            customer = buyers[13 + number]
            age = number * 34 // 40
            state = "placed" if age < 5 else self.random.choice(["part_shipped", "shipped", "shipped"])
            if age > 16:
                state = "received"
            lines = self.dealings.lines(self.dealings.order_size(customer) * 0.8, self.random.choice(words.TOPICS)[2])
            self.dealings.order(customer, ago(age), lines, state=state)

    def open_deals(self) -> None:
        buyers = [*self.existing[::2], *self.potential, *self.new]
        self.random.shuffle(buyers)
        number = 0
        for stage, count in OPEN_STAGES.items():
            for _ in range(count):
                customer = buyers[number % len(buyers)]
                number += 1
                oldest = 55 if customer.group == "new" else self.age(customer)
                low, high = {"first_contact": (1, 30), "needs": (5, 45), "proposal": (15, 70), "contract": (25, 110)}[
                    stage
                ]
                made = ago(max(0, min(self.random.randint(low, high), oldest)))
                closing = {"first_contact": (30, 120), "needs": (20, 100), "proposal": (8, 70), "contract": (1, 35)}[
                    stage
                ]
                target = self.dealings.order_size(customer) * self.random.uniform(0.9, 1.8)
                deal = self.dealings.opportunity(customer, stage, made, ahead(self.random.randint(*closing)), target)
                if stage in ("proposal", "contract"):
                    lines = self.dealings.lines(target, deal["_categories"])
                    deal["lines"] = [[product, quantity, price] for product, quantity, price, _ in lines]
                age = -made.offset
                for _ in range(2 if stage == "contract" else 1):
                    if age >= 1 and self.random.random() < 0.75:
                        self.dealings.talk(customer, ago(self.random.randint(1, age)), deal)

    @staticmethod
    def age(customer: Customer) -> int:
        return -customer.born.offset if customer.born and customer.born.chain is TODAY else 55

    def other_talks(self) -> None:
        """Care calls and enquiries without a deal, over the year and in the last weeks."""
        for _ in range(300):
            customer = self.random.choice(self.existing)
            self.dealings.talk(customer, Chain(self.dealings.day_of_season()).day(0))
        for number in range(40):
            customer = self.random.choice(self.existing)
            voice = {0: "complaint", 1: "suggestion"}.get(number % 8)
            self.dealings.talk(customer, ago(1 + number), voice=voice)
        for customer in self.potential:
            if self.age(customer) >= 2:
                self.dealings.talk(customer, ago(self.random.randint(1, self.age(customer) - 1)))

    def plans(self) -> None:
        """Plans of the next four weeks, some overdue; those of the past were carried out."""
        dealings, random = self.dealings, self.random
        open_deals = [row for row in dealings.rows["opportunity"] if row["stage"] not in ("won", "lost")]
        for number in range(112):
            deal = open_deals[number % len(open_deals)]
            made = ago(min(1 + number % 7, -deal["created_at"].offset))
            dealings.plan(deal["_customer"], ahead(1 + number % 28), made, opportunity=deal["key"])
        older = [deal for deal in reversed(open_deals) if deal["created_at"].offset <= -20]
        for number in range(34):
            deal, late = older[number], 1 + number % 13
            dealings.plan(deal["_customer"], ago(late), ago(late + 5), opportunity=deal["key"])
        for number in range(16):
            customer = self.existing[number]
            dealings.plan(customer, ahead(3 + number), ago(8), "postponed")
        talks = [row for row in dealings.rows["interaction"] if row["started_at"].chain is not TODAY][:400:3]
        by_key = {customer.key: customer for customer in self.market.customers}
        for talk in talks:
            day: Day = talk["started_at"]
            dealings.plan(
                by_key[talk["customer"]],
                day,
                day.plus(-random.randint(4, 10)),
                "done",
                opportunity=talk["opportunity"],
                interaction=talk["key"],
            )
        for number in range(24):
            customer = random.choice(self.existing)
            status = "cancelled" if number % 2 else "done"
            dealings.plan(customer, ago(2 + number), ago(12 + number), status)
        planned = [row for row in dealings.rows["follow_up"] if row["status"] == "planned"]
        recent = [
            row for row in dealings.rows["interaction"] if row["started_at"].chain is TODAY and row["opportunity"]
        ]
        for plan in planned:
            talk = next(
                (row for row in recent if row["opportunity"] == plan.get("opportunity") and "next_at" not in row), None
            )
            if talk is not None and talk["started_at"].offset < plan["planned_at"].offset:
                plan.update(came_from=talk["key"], created_at=talk["started_at"].at("17:55"))
                talk.update(next_at=plan["planned_at"], next_way=plan["way"], next_content=plan["subject"])

    def open_feedback(self) -> None:
        statuses = ["new"] * 8 + ["accepted"] * 7 + ["handling"] * 11 + ["call_back"] * 7 + ["closed"] * 6
        recent = [
            row
            for row in self.dealings.rows["order"]
            if row["ordered_on"].chain is TODAY and row["ordered_on"].offset < -16
        ]
        arrived = [row for row in recent if row["status"] == "received" and row["ordered_on"].offset > -60]
        for number, status in enumerate(statuses):
            age = {
                "new": 1 + number % 3,
                "accepted": 2 + number % 5,
                "handling": 3 + number % 12,
                "call_back": 5 + number % 14,
            }
            day = ago(age.get(status, 9 + number % 20))
            order = arrived.pop() if arrived and status in ("new", "accepted") else None
            customer: Customer = order["_customer"] if order else self.random.choice(self.existing)
            self.dealings.feedback(customer, day, order, status)
        for _ in range(46):
            day = Chain(self.dealings.day_of_season()).day(0)
            self.dealings.feedback(self.random.choice(self.existing), day, None, "closed")
        urgent = [
            row
            for row in self.dealings.rows["feedback"]
            if row["kind"] == "complaint" and row["status"] in ("accepted", "handling")
        ]
        for row in urgent:
            customer = next(found for found in self.market.customers if found.key == row["customer"])
            subject = customer.say(("处理投诉：", "Answer the complaint: ")) + row["subject"]
            self.dealings.task(
                subject,
                "complaint",
                customer,
                row["received_at"].plus(1).at(""),
                made=row["received_at"].at("10:40"),
                feedback=row["key"],
                owner=row["owner"],
                priority="high",
                status="in_progress" if row["status"] == "handling" else "open",
            )

    def open_tasks(self) -> None:
        for number in range(96):
            customer = self.random.choice(self.existing)
            kind, chinese, english = texts.TASKS[number % len(texts.TASKS)]
            subject = customer.say((chinese, english)).format(name=customer.short)
            due = -[14, 9, 6, 4, 2, 1][number % 6] if number % 5 == 0 else number % 24
            status = "in_progress" if number % 4 == 1 else "open"
            made = ago(self.random.randint(1, 9) + max(0, -due)).at(self.dealings.time())
            more: dict[str, Any] = {
                "owner": self.random.choice(SERVICE) if kind == "general" and number % 3 == 0 else customer.owner
            }
            if kind == "marketing":
                more["owner"] = MARKETING
            if number % 8 == 7:
                age = 1 + number % 20
                made, due, status = (
                    ago(age + 5).at(self.dealings.time()),
                    -age,
                    "done" if number % 16 == 7 else "cancelled",
                )
                more["done_on"] = ago(age) if status == "done" else None
            priority = self.random.choice(["high", "medium", "medium", "low"])
            self.dealings.task(
                subject, kind, customer, TODAY.day(due), made=made, status=status, priority=priority, **more
            )

    # leads

    def add_lead(self, english: bool, status: str, came: Day, **more: Any) -> None:
        row: Row = {
            "key": f"l{len(self.leads) + 1:04}",
            "status": status,
            "in_pool": False,
            "created_at": came.at(self.market.time()),
            **more,
        }
        pair = self.random.choice(texts.LEAD_NEEDS)
        product, topic = self.random.choice(words.PRODUCTS), self.random.choice(words.TOPICS)
        language = 1 if english else 0
        row["need"] = pair[language].format(product=product[1 + language], topic=topic[language])
        detail = texts.SOURCE_DETAILS.get(row["source"])
        row["source_detail"] = detail[language] if detail else None
        if row["budget"] is None if "budget" in row else self.random.random() < 0.5:
            row["budget"] = self.random.choice([20, 50, 80, 120, 200, 350]) * 1000
        self.leads.append(row)

    def other_leads(self) -> None:
        brands = [second + first for first in words.BRAND_FIRST for second in words.BRAND_SECOND]
        self.random.shuffle(brands)
        statuses = ["new"] * 18 + ["contacting"] * 28 + ["qualified"] * 22 + ["invalid"] * 42
        for number, status in enumerate(statuses):
            region = self.random.choice(list(words.REGIONS))
            industry = self.random.choice(list(words.INDUSTRIES))
            company = brands[number] + self.random.choice(words.INDUSTRIES[industry][2]) + "有限公司"
            english = number % 9 == 8
            name, _ = self.market.person(english)
            age = {"new": number % 9, "contacting": 3 + number * 2 % 60, "qualified": 10 + number * 4 % 100}.get(status)
            came = ago(age) if age else ago(1) if age == 0 else Chain(self.dealings.day_of_season()).day(0)
            pooled = status in ("new", "contacting") and number % 4 == 0
            owner = OVERSEAS if english else self.random.choice(NORTH if region in NORTHERN else SOUTH)
            source = self.random.choice(
                [
                    "website",
                    "website",
                    "online_ad",
                    "search",
                    "social_media",
                    "campaign",
                    "exhibition",
                    "phone",
                    "store",
                    "on_site",
                ]
            )
            closed = status == "invalid"
            self.add_lead(
                english,
                status,
                came,
                name=name,
                company=f"{name.split()[-1]} Engineering Ltd" if english else company,
                job_title=self.random.choice(words.TITLES)[1 if english else 0],
                phone=self.market.phone(english),
                email=f"lead{number + 1:03}@example.com" if number % 3 else None,
                industry=industry,
                region="overseas" if english else region,
                source=source,
                in_pool=pooled,
                owner=None if pooled else owner,
                rating=self.random.choice(["high", "medium", "medium", "low"]),
                next_contact=None if closed else TODAY.day(number % 14 - 2),
                invalid_reason=self.random.choice(["wrong_data", "no_need", "no_budget", "competitor", "duplicate"])
                if closed
                else None,
            )

    # last touches

    def set_tiers(self) -> None:
        ranked = sorted(self.existing, key=lambda customer: -customer.spent)
        for rank, customer in enumerate(ranked):
            customer.cells["tier"] = "gold" if rank < 14 else "silver" if rank < 50 else "bronze"
        for customer in [*self.new, *self.lost]:
            customer.cells["tier"] = "bronze"

    def share_with_installer(self) -> None:
        """A few open things belong to whoever installs, so that the lists called "my …" show something."""
        rows = self.dealings.rows
        deals = [row for row in rows["opportunity"] if row["stage"] in ("needs", "proposal", "contract")][5::14][:7]
        mine = {deal["key"] for deal in deals}
        tasks = [row for row in rows["task"] if row["status"] in ("open", "in_progress")]
        orders = [row for row in rows["order"] if row["status"] in ("placed", "shipped")]
        talks = [row for form in ("interaction", "follow_up") for row in rows[form] if row.get("opportunity") in mine]
        for row in [*deals, *talks, *tasks[::10][:9], *orders[::9][:4]]:
            row["owner"] = INSTALLER
        for talk in talks:
            if talk.get("participants"):
                talk["participants"] = [INSTALLER]
        for customer in self.potential[:4]:
            customer.cells["owner"] = INSTALLER

    def targets(self) -> list[Row]:
        rows = []
        for month, factor in enumerate(SEASON, start=1):
            for key, label, share in (("sales_north", "North 北区", 0.42), ("sales_south", "South 南区", 0.58)):
                amount = round(MONTHLY_TARGET * factor * share / 10_000) * 10_000
                day = Chain(date(YEAR, month, 1).timetuple().tm_yday - 1, margin=0).day(0)
                head = NORTH[0] if key == "sales_north" else SOUTH[0]
                rows.append(
                    {
                        "key": f"t{month:02}{key[6]}",
                        "name": f"{label} · {month:02}",
                        "department": key,
                        "owner": head,
                        "month": day,
                        "amount": amount,
                    }
                )
        return rows
