untrusted comment: verify with key.pub
RWSUE2U3RqHx/Zop+cW74DTCLB94oDPK9j4i47NmTAAg/OSFyhnle1vEg+h/K17rVHnBK7hw1nHiJg55fvP2H/ghL6VvgiciSQ8=
