/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The pickup code that other software made and signed with the key of RFC 8032
 * section 7.1 TEST 1: box K017, valid from 2026-09-21T14:13:20Z to 2026-10-05T14:13:20Z.
 */
#pragma once

#include "crypto/key.h"

static const uint8_t known_seed[KEY_SEED_LEN] = {
        0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4,
        0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
};

static const char known_public[] = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
static const char known_kid[] = "866eefbd6718c884";
static const char known_cose[] =
        "d2844da201270448866eefbd6718c884a05825a403644b303137041a6ac3b080051a6ab13b80"
        "0750000102030405060708090a0b0c0d0e0f584090f29b30b9953ba619368213ae99e9f44570"
        "7bd9076f90bf4f2ecf2c48cf663b925378035eceedcf19ace55c42eae3c7351d765f12ece80e"
        "52a16c48b90be208";
static const char known_text[] =
        "PK1:RRQT 9P60GO0Y:G%DUM1DWFP8CK6Y4DJ0XM9:96FN0GMD4EM1T0/LDMN7R-0100KB0*M0DY0"
        "W016C1PN1:Y127BQEI%RJYKNFO7J83:JGC3M.PT1Z8PTFD.0KDIK0AQ8Q999Q-CJMIX7FF:B*2U2"
        "B3 :SUK8 ZS7W6I/ETH26FT3KA0VDVHN*PS";

enum { KNOWN_COSE_LEN = 122, KNOWN_NBF = 0x6ab13b80, KNOWN_EXP = 0x6ac3b080, KNOWN_VALID_AT = 1790337600 /* 2026-09-25T12:00:00Z */ };
