INSERT INTO records (tbl, key, source, mention, fields, extra, file, row, made_seq, from_seq)
VALUES (:tbl, :key, :source, :mention, :fields, :extra, :file, :row, :seq, :seq)
