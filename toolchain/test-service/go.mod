module gatehouse.local/test-service

go 1.26
