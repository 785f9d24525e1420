"""What happens between the sample company and its customers: deals, orders, talks, plans, feedback and tasks."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from tests.crm.sample_data import texts, words
from tests.crm.sample_data.company import INSTALLER, SERVICE, Customer, Market, Product
from tests.crm.sample_data.days import TODAY, Chain, Day, ago

# how business runs over the year: a weak February, a strong November
SEASON = [0.95, 0.5, 1.0, 0.95, 1.0, 1.15, 0.9, 0.9, 1.1, 1.0, 1.7, 1.25]
DISCOUNTS = ["0", "0", "0", "0.02", "0.05", "0.08", "0.1"]
Row = dict[str, Any]


class Dealings:
    """Makes the rows of everything that has a date; `rows` is by form, in the order of making."""

    def __init__(self, market: Market, random: Random) -> None:
        self.market, self.random = market, random
        forms = ("opportunity", "interaction", "follow_up", "order", "feedback", "task")
        self.rows: dict[str, list[Row]] = {form: [] for form in forms}
        self.by_category: dict[str, list[Product]] = {}
        for product in market.products:
            if product.status == "active":
                self.by_category.setdefault(product.category, []).append(product)

    def key(self, form: str) -> str:
        return f"{form[0]}{len(self.rows[form]) + 1:04}"

    def time(self) -> str:
        return self.market.time()

    def day_of_season(self) -> int:
        """A day of the year (0-364), more of them in strong months; the last days of a month are a little busier."""
        month = self.random.choices(range(12), SEASON)[0]
        first = month * 365 // 12
        return first + min(max(self.random.randint(0, 29), self.random.randint(-6, 29)), 29)

    # what is bought

    def lines(self, target: float, categories: list[str]) -> list[tuple[str, int, int, str]]:
        """One to five order lines (product, quantity, price, discount) worth about `target` together."""
        count = self.random.choices([1, 2, 3, 4, 5], [22, 30, 26, 14, 8])[0]
        choice = [product for name in categories for product in self.by_category[name]]
        choice = [product for product in choice if product.price <= target * 1.3] or [
            min(choice, key=lambda product: product.price)
        ]
        chosen = self.random.sample(choice, min(count, len(choice)))
        discount = self.random.choice(DISCOUNTS)
        made = []
        for product in chosen:
            share = target / len(chosen) * self.random.uniform(0.6, 1.4)
            quantity = max(1, round(share / product.price))
            made.append((product.key, min(quantity, 400), product.price, discount))
        return made

    @staticmethod
    def worth(lines: list[tuple[str, int, int, str]]) -> Decimal:
        return sum((quantity * price * (1 - Decimal(discount)) for _, quantity, price, discount in lines), Decimal())

    def order_size(self, customer: Customer) -> float:
        industry = words.INDUSTRIES[customer.industry][1]
        return min(26_000 * (0.35 + customer.size) * industry * self.random.lognormvariate(0, 0.4), 190_000)

    # what happens

    def topic(self, customer: Customer) -> tuple[tuple[str, str], list[str], str]:
        """A topic this customer has had no deal about yet: its words, its categories, a suffix for a second round."""
        left = [number for number in range(len(words.TOPICS)) if number not in customer.topics]
        again = "" if left else customer.say(("（二期）", " (second phase)"))
        number = self.random.choice(
            left or [number for number in range(len(words.TOPICS)) if number + 100 not in customer.topics]
        )
        customer.topics.append(number + (100 if again else 0))
        chinese, english, categories = words.TOPICS[number]
        return (chinese, english), categories, again

    def opportunity(self, customer: Customer, stage: str, made: Day, close: Day, target: float, **more: Any) -> Row:
        """A deal without its products; `close` is the expected day, or the day of winning or losing."""
        random = self.random
        topic, categories, again = self.topic(customer)
        say = customer.say
        name = f"{customer.short} – {topic[1]}{again}" if customer.english else f"{customer.short}{topic[0]}项目{again}"
        late = stage in ("proposal", "contract", "won")
        amount = round(target / 500) * 500 + 500
        strong = {"first_contact": 2, "needs": 3, "proposal": 4, "contract": 5, "won": 5, "lost": 3}[stage]
        row: Row = {
            "key": self.key("opportunity"),
            "name": name,
            "customer": customer.key,
            "contacts": customer.contacts[:2],
            "stage": stage,
            "amount": amount,
            "close_date": close,
            "owner": customer.owner,
            "source": customer.cells["source"]
            if random.random() < 0.5
            else random.choice(["website", "search", "exhibition", "campaign", "phone"]),
            "urgency": random.choice(["high", "medium", "medium", "low"]),
            "importance": "high"
            if customer.cells["importance"] == "key"
            else random.choice(["high", "medium", "medium", "low"]),
            "budget": amount if late and random.random() < 0.6 else None,
            "need_clarity": min(5, strong + random.randint(-1, 1)),
            "budget_fit": max(1, min(5, strong + random.randint(-2, 1))),
            "decision_access": max(1, min(5, strong + random.randint(-1, 0))),
            "product_fit": random.randint(3, 5),
            "next_step": None if stage in ("won", "lost") else say(random.choice(texts.NEXT_STEPS)),
            "description": say(random.choice(texts.NEEDS)),
            "created_at": made.at(self.time()),
            "updated_at": close.at("17:30") if stage in ("won", "lost") else ago(random.randint(1, 9)).at(self.time()),
            **more,
        }
        if row["source"] == "referral":
            row["referrer"] = customer.cells["referrer"]
        row["_topic"], row["_categories"], row["_customer"] = topic, categories, customer
        self.rows["opportunity"].append(row)
        return row

    def close_with_order(self, customer: Customer, chain: Chain, back: int, **order: Any) -> Row:
        """A won deal, the talks before it, its order on day 0 of the chain, and the handover task; gives the order."""
        target = self.order_size(customer) * 2.2
        won = chain.day(-self.random.randint(0, 3) if chain is not TODAY else order.pop("won_on"))
        deal = self.opportunity(customer, "won", won.plus(-back), won, target)
        lines = self.lines(target, deal["_categories"])
        deal["amount"] = str(self.worth(lines).quantize(Decimal("0.01")))
        deal["lines"] = [[product, quantity, price] for product, quantity, price, _ in lines]
        for step in range(self.random.choices([1, 2, 3], [30, 50, 20])[0]):
            self.talk(customer, won.plus(-max(1, back - 3 - step * max(back // 4, 1))), deal)
        placed = chain.day(0) if chain is not TODAY else won
        row = self.order(customer, placed, lines, opportunity=deal["key"], **order)
        subject = customer.say(("交付移交：", "Delivery handover: ")) + deal["name"]
        if chain is not TODAY or won.offset < -6:
            done = {"status": "done", "done_on": won.plus(self.random.randint(1, 3))}
        else:
            done = {"status": "open"}
        if chain is TODAY or self.random.random() < 0.6:
            self.task(
                subject,
                "delivery",
                customer,
                won.deadline(3),
                made=won.at("17:40"),
                opportunity=deal["key"],
                priority="high",
                **done,
            )
        return row

    def order(self, customer: Customer, placed: Day, lines: list[tuple[str, int, int, str]], **more: Any) -> Row:
        """An order that was delivered and paid, unless `more` says otherwise."""
        random = self.random
        row: Row = {
            "key": self.key("order"),
            "customer": customer.key,
            "contact": customer.contacts[0],
            "ordered_on": placed,
            "owner": customer.owner,
            "lines": [list(line) for line in lines],
            "address": customer.cells["address"] if random.random() < 0.3 else None,
            "deliver_by": placed.deadline(14),
            "is_first": False,
            "created_at": placed.at(self.time()),
        }
        state = more.pop("state", "paid")
        if state in ("paid", "received"):
            shipped = placed.plus(random.randint(1, 6))
            received = shipped.plus(random.randint(1, 5))
            row.update(
                status="received",
                shipped_on=shipped,
                received_on=received,
                pay_by=received.deadline(customer.cells["payment_days"]),
            )
            if state == "paid":
                row.update(payment="paid", paid_on=received.plus(random.randint(0, 12)))
            else:
                row.update(payment=random.choice(["unpaid", "part_paid"]))
        elif state == "cancelled":
            row.update(
                status="cancelled",
                payment="unpaid",
                notes=customer.say(("客户预算调整，取消订单。", "Cancelled: the customer's budget changed.")),
            )
        else:
            row.update(
                status=state, payment=random.choice(["unpaid", "unpaid", "part_paid"]), pay_by=placed.deadline(30)
            )
            if state != "placed":
                row.update(shipped_on=placed.plus(1))
        row.update(more)
        customer.spent += int(self.worth(lines)) if state != "cancelled" else 0
        row["_customer"] = customer
        self.rows["order"].append(row)
        return row

    def talk(self, customer: Customer, day: Day, deal: Row | None = None, **more: Any) -> Row:
        """One interaction."""
        random, say = self.random, customer.say
        topic = deal["_topic"] if deal else random.choice(words.TOPICS)[:2]
        product = random.choice(self.market.products).names
        way, chinese, english, about, about_en, said, said_en = random.choice(texts.TALKS)
        hour, minute = random.randint(9, 16), random.choice([0, 10, 20, 30, 40])
        length = {"meeting": 90, "visit": 120, "face_to_face": 60, "phone": 15, "online_chat": 20}.get(way)
        ended = hour * 60 + minute + length if length else None
        inbound = way in ("phone", "email", "online_chat", "social_media") and random.random() < 0.35
        row: Row = {
            "key": self.key("interaction"),
            "subject": say((chinese, english)).format(topic=say(topic), product=say(product)),
            "customer": customer.key,
            "contacts": random.sample(customer.contacts, min(len(customer.contacts), random.choice([1, 1, 2]))),
            "opportunity": deal["key"] if deal else None,
            "way": way,
            "direction": "inbound" if inbound else "outbound",
            "started_at": day.at(f"{hour:02}:{minute:02}"),
            "ended_at": day.at(f"{ended // 60:02}:{ended % 60:02}") if ended else None,
            "owner": customer.owner,
            "topics": say((about, about_en)),
            "customer_view": say((said, said_en)),
            "result": random.choices(
                ["reached", "interested", "needs_follow_up", "not_interested", "not_reached"], [30, 30, 26, 7, 7]
            )[0],
            "effect": random.choices([1, 2, 3, 4, 5], [6, 12, 34, 32, 16])[0],
            "created_at": day.at("17:50"),
        }
        if way in ("meeting", "visit", "face_to_face"):
            row["place"] = (
                say(("客户现场", "At the customer's site")) if way == "visit" else say(("会议室", "Meeting room"))
            )
            row["participants"] = [customer.owner]
        if inbound and hour > 9:
            wait = random.choice([10, 20, 30, 45, 60])
            asked = hour * 60 + minute - wait
            row["enquired_at"] = day.at(f"{asked // 60:02}:{asked % 60:02}")
        if deal is not None and deal["stage"] == "won" and row["result"] == "not_interested":
            row["result"] = "deal"
        row.update(more)
        self.rows["interaction"].append(row)
        return row

    def plan(self, customer: Customer, planned: Day, made: Day, status: str = "planned", **more: Any) -> Row:
        """One follow-up plan."""
        random = self.random
        row: Row = {
            "key": self.key("follow_up"),
            "subject": customer.say(random.choice(texts.NEXT_STEPS)),
            "customer": customer.key,
            "contact": random.choice(customer.contacts),
            "planned_at": planned.at(self.time()),
            "way": random.choice(["phone", "phone", "visit", "email", "meeting", "social_media"]),
            "content": customer.say(random.choice(texts.NEEDS)),
            "owner": customer.owner,
            "status": status,
            "created_at": made.at("17:55"),
            **more,
        }
        if status == "done":
            row.update(done_at=planned.at("17:20"), outcome=customer.say(random.choice(texts.OUTCOMES)))
        elif status == "cancelled":
            row["cancel_reason"] = customer.say(random.choice(texts.CANCELS))
        self.rows["follow_up"].append(row)
        return row

    def feedback(self, customer: Customer, received: Day, order: Row | None, status: str, **more: Any) -> Row:
        """One complaint, suggestion, praise or question."""
        random, say = self.random, customer.say
        product_key = order["lines"][0][0] if order else random.choice(self.market.products).key
        product = next(product for product in self.market.products if product.key == product_key)
        channel = random.choices(
            ["call_back", "online_survey", "interview", "online_review", "social_media", "social_listening", "email"],
            [26, 22, 12, 10, 10, 6, 14],
        )[0]
        row: Row = {
            "key": self.key("feedback"),
            "customer": customer.key,
            "contact": customer.contacts[0],
            "channel": channel,
            "order": order["key"] if order else None,
            "product": product_key,
            "received_at": received.at("10:20"),
            "status": status,
            "owner": None if status == "new" else random.choice(SERVICE),
            "created_at": received.at("10:30"),
        }
        complaint = more.pop("complaint", None)
        if complaint is None:
            complaint = random.random() < 0.5
        closed_after = random.randint(1, 6)
        if complaint:
            topic, subject, subject_en, text, text_en, cause, why, why_en, cure, cure_en, better, better_en = (
                random.choice(texts.COMPLAINTS)
            )
            severity = random.choices(["urgent", "high", "medium", "low"], [8, 27, 45, 20])[0]
            row.update(
                kind="complaint",
                severity=severity,
                due_at=received.deadline({"urgent": 0, "high": 1, "medium": 2, "low": 5}[severity], "17:00"),
            )
            if status == "closed":
                row.update(
                    root_cause=cause,
                    root_cause_text=say((why, why_en)),
                    solution=say((cure, cure_en)),
                    improvement=say((better, better_en)),
                    satisfaction=random.choices([2, 3, 4, 5], [8, 22, 44, 26])[0],
                    compensation=random.choice([200, 500, 1000]) if severity == "urgent" else None,
                )
        else:
            kind, topic, subject, subject_en, text, text_en = random.choice(texts.REMARKS)
            row.update(kind=kind, severity="low")
            if status == "closed":
                row["solution"] = say(random.choice(texts.ANSWERS))
        row.update(
            topic=topic,
            subject=say((subject, subject_en)).format(product=say(product.names)),
            description=say((text, text_en)),
        )
        if status in ("handling", "call_back", "closed"):
            row["answered_at"] = received.at(random.choice(["10:50", "11:40", "14:10", "15:30", "16:50"]))
        if status == "closed":
            row["closed_at"] = received.plus(closed_after, "16:30")
            row["summary"] = row["subject"]
        row.update(more)
        self.rows["feedback"].append(row)
        if complaint and status == "closed" and random.random() < 0.3:
            self.task(
                customer.say(("处理投诉：", "Answer the complaint: ")) + row["subject"],
                "complaint",
                customer,
                received.deadline(1),
                made=received.at("10:40"),
                feedback=row["key"],
                owner=row["owner"],
                priority="high",
                status="done",
                done_on=received.plus(1),
            )
        return row

    def task(self, subject: str, kind: str, customer: Customer | None, due: Day, *, made: Day, **more: Any) -> Row:
        row: Row = {
            "key": self.key("task"),
            "subject": subject,
            "kind": kind,
            "status": "open",
            "priority": "medium",
            "due_on": due,
            "owner": customer.owner if customer else INSTALLER,
            "customer": customer.key if customer else None,
            "created_at": made,
            **more,
        }
        self.rows["task"].append(row)
        return row
