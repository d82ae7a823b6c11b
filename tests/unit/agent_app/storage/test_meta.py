from agent_app.storage.cache import Cache
from agent_app.storage.meta import MetaName


def test_set_get_replace_remove(cache: Cache) -> None:
    meta = cache.meta
    assert meta.get(MetaName.DEVICE_ID) is None
    meta.set(MetaName.DEVICE_ID, "a")
    meta.set_all({MetaName.DEVICE_ID: "b", MetaName.PROFILE: "{}"})
    assert (meta.get("device_id"), meta.get(MetaName.PROFILE)) == ("b", "{}")
    meta.remove(MetaName.DEVICE_ID, MetaName.REFRESH_TOKEN)
    assert (meta.get(MetaName.DEVICE_ID), meta.get(MetaName.PROFILE)) == (None, "{}")
