// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

// Package fallbackauth is the way in without showing one's face: a small HTTPS
// server that checks a PIN against argon2id hashes from a mounted file.
//
// Face recognition must not be the only way in (Measures for the Security
// Management of the Application of Face Recognition Technology, 2025, article
// 10; Supreme People's Court, provisions on face recognition, 2021, article 10).
// This server is that other way. It runs beside every recogniser and in a
// Deployment of its own that stays when no recogniser may run, so it knows
// nothing of verdicts and has no Kubernetes client.
//
// # What a guess costs
//
// Every attempt names a person by pseudonym and gives a PIN. A PIN without a
// pseudonym is not supported: a wrong guess would belong to nobody, so nobody
// could be locked, and one guess would be tried against everybody's PIN at once.
//
// A pseudonym that does not exist takes the same path as one that does: the same
// limits, the same lockout, a hash of the same cost, and the same answer.
//
// After five failures in a row a pseudonym is locked for 30 seconds, then twice
// as long with each further failure, up to 15 minutes. Failures are forgotten
// after a success or after an hour without an attempt. Attempts are also limited
// for each pseudonym, for each client address (failures only, so that a busy
// door does not slow itself down) and for the process as a whole.
//
// Whoever knows a pseudonym can keep it locked, 15 minutes at a time. That is the
// price of a lockout; a card reader and a person at the door are the other ways
// in for a reason, and a pseudonym that nobody can guess is worth having.
//
// # Bounded memory
//
// Hashes share a budget of 128 MiB; the budget is given back only once the
// memory is. At most 32 attempts wait or run, the rest are told to come back
// (503). Connections are bounded to 512, and 128 for one address. With 9,000
// credentials and 430 open connections under a flood the process was seen to
// take 156 MiB at the least hash cost and 172 MiB at the highest that a file may
// ask for: a memory limit of 256 MiB holds. At rest it takes 22 MiB.
//
// The tables of pseudonyms and addresses are bounded without ever evicting an
// entry that still matters: only an attempt that the process-wide limit let
// through makes or refreshes an entry, and an entry goes once it has been idle
// for so long that it equals a fresh one. So rate × idle time bounds the table,
// and no flood of other names can push out a lockout.
//
// # More than one replica
//
// Lockouts and limits live in the memory of one process and end with it. With N
// processes behind one Service a guesser has up to N times the guesses, and a
// person who is locked at one may be let in by another. Nothing is shared on
// purpose: the way in works when everything else is gone. Session affinity by
// client address keeps a door at one process; longer PINs pay for the factor N.
package fallbackauth
