INSERT INTO records (tbl, key, fields, extra, file, row, made_seq, from_seq)
VALUES (:tbl, :key, :fields, :extra, :file, :row, :seq, :seq)
