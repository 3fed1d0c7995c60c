"""What handlers ask FastAPI for."""

from typing import Annotated, Any

from fastapi import Depends, Request

from serving.services import Services


def services_of(request: Request) -> Services:
    """The services the app was made with."""
    held: Services = request.app.state.services
    return held


async def raw_body(request: Request) -> bytes:
    """The whole body; how much of it is read is limited by `serving.limits`."""
    return await request.body()


Held = Annotated[Services, Depends(services_of)]
RawBody = Annotated[bytes, Depends(raw_body)]


def raw_body_docs(media_types: tuple[str, ...], example: str, description: str) -> dict[str, Any]:
    """The OpenAPI entry of a body that is read as bytes."""
    content = {
        kind: {"schema": {"type": "string", "format": "binary"}, "example": example} for kind in media_types
    }
    return {"requestBody": {"required": True, "description": description, "content": content}}
