INSERT INTO diagnostics (seq, code, severity, message, hint, file, sheet, row, column, subject)
VALUES (:seq, :code, :severity, :message, :hint, :file, :sheet, :row, :column, :subject)
