module gatehouse/toolchain/whoami

go 1.26
