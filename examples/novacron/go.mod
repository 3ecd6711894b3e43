module novacron

go 1.21
