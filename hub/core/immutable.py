"""What may still change in a row that nothing may change: what is sealed in it, and what an erasure takes out."""

from __future__ import annotations

from hub.core.db import ddl

# For append-only tables with sealed columns: a rotation may seal the same content again (or for the first time: x goes
# where x_sealed comes), a merge may seal it for whom it belongs to now (owner_id), an erasure may blank it, and
# nothing else may change.
ddl("""
CREATE OR REPLACE FUNCTION append_only_but_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('hub.erasing', true) = 'on' THEN
    RETURN NEW;
  END IF;
  IF current_setting('hub.resealing', true) = 'on'
     AND (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(NEW))
          WHERE right(key, 7) <> '_sealed' AND key NOT IN ('owner_id', 'version')
            AND NOT jsonb_exists(to_jsonb(NEW), key || '_sealed'))
       = (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(OLD))
          WHERE right(key, 7) <> '_sealed' AND key NOT IN ('owner_id', 'version')
            AND NOT jsonb_exists(to_jsonb(OLD), key || '_sealed')) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
""")
