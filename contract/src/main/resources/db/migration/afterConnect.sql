-- Flyway's own lock is held by a session that does nothing while migrations run in another.
SET idle_in_transaction_session_timeout = 0;
