"""Setting up, signing in and out, and the caller's own account."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from engine import clock
from engine.api.answers import in_thread, json_answer, nothing
from engine.api.dependencies import Api
from engine.api.problems import language_of
from engine.api.signing import CSRF_COOKIE, SESSION_COOKIE, is_loopback
from engine.errors import FormwrightError, Kind, NotSignedIn
from engine.people import accounts, membership, sessions, setup, signing_in
from engine.people.accounts import Account
from engine.people.sessions import SessionKey
from engine.records import people as record_people
from engine.storage.database import Transaction
from engine.texts import LANGUAGES


class WrongSignIn(FormwrightError):
    """Unknown address or wrong password: one answer for both."""

    code = "wrong_sign_in"
    kind = Kind.UNAUTHENTICATED


class LinkUsed(FormwrightError):
    """A one-use link that was used, or is too old."""

    code = "link_used"
    kind = Kind.UNAUTHENTICATED


class LoopbackOnly(FormwrightError):
    """Asked from another machine."""

    code = "loopback_only"
    kind = Kind.FORBIDDEN


class NotDemo(FormwrightError):
    """Being somebody else without a password is for demos."""

    code = "not_demo"
    kind = Kind.FORBIDDEN


class SignIn(BaseModel):
    """What signing in asks for."""

    email: str = Field(max_length=320)
    password: str = Field(max_length=1000)


class SetUp(BaseModel):
    """What the first screen of a new installation asks for."""

    code: str = Field(max_length=100)
    company: str = Field(max_length=200)
    name: str = Field(min_length=1, max_length=200)
    email: str = Field(min_length=3, max_length=320)
    password: str = Field(min_length=8, max_length=1000)
    language: Literal["en", "zh-CN"] = "en"
    timezone: str = Field("Asia/Shanghai", max_length=64)


class OwnSettings(BaseModel):
    """What a person may change of the own account."""

    model_config = ConfigDict(extra="forbid")
    language: Literal["en", "zh-CN"] | None = None
    theme: Literal["light", "dark", "system"] | None = None


class Switch(BaseModel):
    """Whom to be in a demo."""

    email: str = Field(max_length=320)


def account_as_json(account: Account) -> dict[str, Any]:
    return {
        "id": account.id,
        "user_id": account.user_id,
        "name": account.name,
        "email": account.email,
        "is_admin": account.is_admin,
        "language": account.language,
        "theme": account.theme,
    }


def router(api: Api) -> APIRouter:
    routes = APIRouter(tags=["sign-in"])
    engine = api.engine
    database = engine.database

    def signed_in(request: Request, response: Response, key: SessionKey) -> Response:
        secure = request.url.scheme == "https"
        seconds = engine.settings.session_days * 86_400
        response.set_cookie(
            SESSION_COOKIE, key.token, max_age=seconds, httponly=True, samesite="lax", secure=secure, path="/"
        )
        response.set_cookie(CSRF_COOKIE, key.csrf, max_age=seconds, samesite="lax", secure=secure, path="/")
        return response

    def open_session(request: Request, account: Account) -> Response:
        note = request.headers.get("user-agent", "")[:200]
        key = database.transact(lambda tx: sessions.open(tx, account.id, clock.now(), note), lock="none")
        return signed_in(request, json_answer(account_as_json(account)), key)

    @routes.get("/auth/state", summary="Who is signed in, and whether set-up is still to be done")
    async def state(request: Request) -> Response:
        def work() -> dict[str, Any]:
            caller = api.signing.maybe(request)
            with database.read() as tx:
                needs_setup = setup.needed(tx)
                people = _demo_people(tx, language_of(request)) if api.demo and is_loopback(request) else []
            return {
                "needs_setup": needs_setup,
                "account": account_as_json(caller.account) if caller and caller.account else None,
                "demo_people": people,
                "languages": list(LANGUAGES),
            }

        return json_answer(await in_thread(work))

    def _demo_people(tx: Transaction, language: str) -> list[dict[str, Any]]:
        apps = engine.store.current().apps
        shown = []
        for account in accounts.every(tx):
            if not account.active:
                continue
            roles = [
                apps[app].label_of(f"role/{role}", language)
                for app, held in membership.roles_of(tx, account.user_id).items()
                if app in apps
                for role in sorted(held)
                if role in apps[app].roles
            ]
            shown.append(
                {"email": account.email, "name": account.name, "is_admin": account.is_admin, "role_labels": roles}
            )
        return shown

    @routes.post("/auth/login", summary="Sign in with e-mail and password")
    async def login(request: Request, body: SignIn) -> Response:
        address = request.client.host if request.client else ""

        def work() -> Response:
            try:
                account = signing_in.sign_in(database, body.email, body.password, address, clock.now())
            except NotSignedIn:
                raise WrongSignIn() from None
            return open_session(request, account)

        return await in_thread(work)

    @routes.post("/auth/setup", summary="Make the first admin with the one-time code of the server's log")
    async def set_up(request: Request, body: SetUp) -> Response:
        def work() -> Response:
            account = record_people.set_up(
                engine.system("setup"),
                code=body.code,
                company=body.company,
                name=body.name,
                email=body.email,
                password=body.password,
                language=body.language,
                timezone=body.timezone,
            )
            return open_session(request, account)

        return await in_thread(work)

    @routes.get("/auth/enter", summary="Sign in by a one-use link, on the server's own machine only")
    async def enter(request: Request, token: str = "") -> Response:
        if not is_loopback(request):
            raise LoopbackOnly()

        def work() -> Response:
            def use(tx: Transaction) -> SessionKey:
                account_id = setup.use_link(tx, token, clock.now())
                return sessions.open(tx, account_id, clock.now(), request.headers.get("user-agent", "")[:200])

            try:
                key = database.transact(use, lock="none")
            except NotSignedIn:
                # A person follows this link: whoever is signed in already goes on, others get the sign-in page.
                target = "/" if api.signing.maybe(request) else "/signin?link=used"
                return RedirectResponse(target, 303)
            return signed_in(request, RedirectResponse("/", 303), key)

        return await in_thread(work)

    @routes.post("/auth/switch", summary="Be another person of the demo")
    async def switch(request: Request, body: Switch) -> Response:
        if not api.demo:
            raise NotDemo()
        if not is_loopback(request):
            raise LoopbackOnly()

        def work() -> Response:
            with database.read() as tx:
                account = accounts.by_email(tx, body.email)
            if account is None or not account.active:
                raise WrongSignIn()
            return open_session(request, account)

        return await in_thread(work)

    @routes.post("/auth/logout", summary="Sign out")
    async def logout(request: Request) -> Response:
        def work() -> None:
            caller = api.signing.maybe(request)
            token = request.cookies.get(SESSION_COOKIE)
            if caller is not None and token:
                database.transact(lambda tx: sessions.close(tx, token), lock="none")

        await in_thread(work)
        response = nothing()
        response.delete_cookie(SESSION_COOKIE, path="/")
        response.delete_cookie(CSRF_COOKIE, path="/")
        return response

    @routes.get("/me", summary="The caller's own account")
    async def me(request: Request) -> Response:
        caller = await in_thread(lambda: api.signing.caller(request))
        if caller.account is None:
            raise NotSignedIn()
        return json_answer(account_as_json(caller.account))

    @routes.patch("/me", summary="Change language or theme of the own account")
    async def change_me(request: Request, body: OwnSettings) -> Response:
        def work() -> Account:
            caller = api.signing.caller(request)
            if caller.account is None:
                raise NotSignedIn()
            account_id = caller.account.id
            return database.transact(
                lambda tx: accounts.change(tx, account_id, **body.model_dump(exclude_unset=True)), lock="none"
            )

        account = await in_thread(work)
        api.signing.forget()
        return json_answer(account_as_json(account))

    return routes
