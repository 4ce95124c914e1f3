-- One row for each state of each grain.
CREATE TABLE scanner.grain_state (
    -- Orleans' type/key of the grain: image/sha256:... The collation is by bytes, which no system update re-orders.
    grain text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    service_id text COLLATE "C" NOT NULL,
    payload bytea NOT NULL,
    modified_on timestamptz NOT NULL,
    PRIMARY KEY (grain, state, service_id)
);

-- It comes compressed.
ALTER TABLE scanner.grain_state ALTER COLUMN payload SET STORAGE EXTERNAL;

-- What the removal of unused rows looks for.
CREATE INDEX grain_state_modified_on ON scanner.grain_state (modified_on);

-- Orleans' ADO.NET provider reads its queries here by these names when it starts. Its parameters of hashes and numeric keys are
-- not needed: every grain has a text key. The last writer wins, so versions are not compared and any will do.
CREATE TABLE scanner.orleansquery (
    querykey text PRIMARY KEY,
    querytext text NOT NULL
);

INSERT INTO scanner.orleansquery (querykey, querytext) VALUES
('ReadFromStorageKey', '
    SELECT payload AS "PayloadBinary", 1 AS "Version"
    FROM scanner.grain_state
    WHERE grain = @GrainIdExtensionString AND state = @GrainTypeString AND service_id = @ServiceId'),
('WriteToStorageKey', '
    INSERT INTO scanner.grain_state (grain, state, service_id, payload, modified_on)
    VALUES (@GrainIdExtensionString, @GrainTypeString, @ServiceId, @PayloadBinary, now())
    ON CONFLICT (grain, state, service_id) DO UPDATE SET payload = excluded.payload, modified_on = excluded.modified_on
    RETURNING 1 AS "NewGrainStateVersion"'),
('DeleteStorageKey', '
    WITH removed AS (
        DELETE FROM scanner.grain_state
        WHERE grain = @GrainIdExtensionString AND state = @GrainTypeString AND service_id = @ServiceId)
    SELECT 1 AS "NewGrainStateVersion"'),
-- Never run, because clearing deletes; the provider does not start without it.
('ClearStorageKey', 'SELECT 1 AS "NewGrainStateVersion"');
