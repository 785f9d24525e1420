"""Tokens for programs: made, listed and revoked by their owner; those of services by admins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from engine import clock
from engine.api.answers import in_thread, json_answer, nothing
from engine.api.dependencies import Api
from engine.errors import NotFound, NotSignedIn
from engine.people import tokens
from engine.people.tokens import Token
from engine.storage.database import Transaction


class NewToken(BaseModel):
    """What a token is for; `roles` make it a service's own (admins only), without them it acts as its owner."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=200)
    scopes: list[str] = Field(min_length=1, max_length=100, description='such as "crm:read" or "*:write"')
    roles: dict[str, list[str]] | None = None
    expires_at: AwareDatetime | None = None


def token_as_json(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "kind": token.kind,
        "name": token.name,
        "scopes": sorted(token.scopes),
        "roles": {app: sorted(ids) for app, ids in token.roles.items()},
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "revoked_at": token.revoked_at,
    }


def router(api: Api) -> APIRouter:
    routes = APIRouter(tags=["tokens"])
    database = api.engine.database

    def own_account(request: Request) -> int:
        caller = api.signing.caller(request)
        # A token makes no tokens: what it was given is all it has.
        if caller.account is None or caller.csrf is None:
            raise NotSignedIn()
        return caller.account.id

    @routes.get("/me/tokens", summary="The caller's tokens, and those of services for admins")
    async def list_tokens(request: Request) -> Response:
        def work() -> list[Token]:
            account = own_account(request)
            with database.read() as tx:
                found = tokens.all_of(tx, account)
                return [*found, *tokens.all_of(tx, None)] if api.signing.caller(request).actor.is_admin else found

        return json_answer({"tokens": [token_as_json(token) for token in await in_thread(work)]})

    @routes.post("/me/tokens", status_code=201, summary="A new token; its secret is shown this once")
    async def issue(request: Request, body: NewToken) -> Response:
        expires: datetime | None = body.expires_at

        def work() -> dict[str, Any]:
            account = own_account(request)
            service = body.roles is not None
            if service:
                api.signing.admin(request)

            def make(tx: Transaction) -> tuple[Token, str]:
                return tokens.issue(
                    tx,
                    name=body.name,
                    scopes=body.scopes,
                    now=clock.now(),
                    account_id=None if service else account,
                    roles=body.roles,
                    expires_at=expires,
                    created_by=account,
                )

            token, secret = database.transact(make)
            return token_as_json(token) | {"secret": secret}

        return json_answer(await in_thread(work), 201)

    @routes.delete("/me/tokens/{token_id}", status_code=204, summary="Revoke a token at once")
    async def revoke(request: Request, token_id: int) -> Response:
        wanted = max(-1, min(token_id, 2**63 - 1))

        def work() -> None:
            account = own_account(request)
            is_admin = api.signing.caller(request).actor.is_admin

            def end(tx: Transaction) -> None:
                token = tokens.by_id(tx, wanted)
                if token.account_id != account and not (is_admin and token.account_id is None):
                    raise NotFound(what="token", id=wanted)
                tokens.revoke(tx, wanted, clock.now())

            database.transact(end)

        await in_thread(work)
        return nothing()

    return routes
