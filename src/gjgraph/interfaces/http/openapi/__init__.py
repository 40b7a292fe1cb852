"""The OpenAPI document, written part by part."""
