use std::time::{Duration, SystemTime};

use super::*;

const POOL: &str = "eu-central-1_SrpTests1";
const POOL_NAME: &str = "SrpTests1";
const PASSWORD: &str = "Correct-horse-1";

fn number(hex: &str) -> BigUint {
    let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
    BigUint::parse_bytes(&digits, 16).expect("hexadecimal")
}

/// RFC 5054, appendix B. Its hash is SHA-1, so what is hashed is taken from it; the arithmetic is the same.
#[test]
fn the_arithmetic_is_that_of_rfc_5054() {
    let group = Group {
        prime: number(
            "EEAF0AB9 ADB38DD6 9C33F80A FA8FC5E8 60726187 75FF3C0B 9EA2314C 9C256576 D674DF74 96EA81D3 383B4813 D692C6E0
             E0D5D8E2 50B98BE4 8E495C1D 6089DAD1 5DC7D7B4 6154D6B6 CE8EF4AD 69B15D49 82559B29 7BCF1885 C529F566 660E57EC
             68EDBC3C 05726CC0 2FD4CBF4 976EAA9A FD5138FE 8376435B 9FC61D2F C0EB06E3",
        ),
        generator: number("02"),
        multiplier: number("7556AA04 5AEF2CDD 07ABAF0F 665C3E81 8913186F"),
    };
    let x = number("94B7555A ABE9127C C58CCF49 93DB6CF8 4D16C124");
    let u = number("CE38B959 3487DA98 554ED47D 70A7AE5F 462EF019");
    let client_secret = number("60975527 035CF2AD 1989806F 0407210B C81EDC04 E2762A56 AFD529DD DA2D4393");
    let server_secret = number("E487CB59 D31AC550 471E81F0 0F6928E0 1DDA08E9 74A004F4 9E61F5D1 05284D20");
    let verifier = number(
        "7E273DE8 696FFC4F 4E337D05 B4B375BE B0DDE156 9E8FA00A 9886D812 9BADA1F1 822223CA 1A605B53 0E379BA4 729FDC59
         F105B478 7E5186F5 C671085A 1447B52A 48CF1970 B4FB6F84 00BBF4CE BFBB1681 52E08AB5 EA53D15C 1AFF87B2 B9DA6E04
         E058AD51 CC72BFC9 033B564E 26480D78 E955A5E2 9E7AB245 DB2BE315 E2099AFB",
    );
    let client = number(
        "61D5E490 F6F1B795 47B0704C 436F523D D0E560F0 C64115BB 72557EC4 4352E890 3211C046 92272D8B 2D1A5358 A2CF1B6E
         0BFCF99F 921530EC 8E393561 79EAE45E 42BA92AE ACED8251 71E1E8B9 AF6D9C03 E1327F44 BE087EF0 6530E69F 66615261
         EEF54073 CA11CF58 58F0EDFD FE15EFEA B349EF5D 76988A36 72FAC47B 0769447B",
    );
    let server = number(
        "BD0C6151 2C692C0C B6D041FA 01BB152D 4916A1E7 7AF46AE1 05393011 BAF38964 DC46A067 0DD125B9 5A981652 236F99D9
         B681CBF8 7837EC99 6C6DA044 53728610 D0C6DDB5 8B318885 D7D82C7F 8DEB75CE 7BD4FBAA 37089E6F 9C6059F3 88838E7A
         00030B33 1EB76840 910440B1 B27AAEAE EB4012B7 D7665238 A8E3FB00 4B117B58",
    );
    let shared = number(
        "B0DC82BA BCF30674 AE450C02 87745E79 90A3381F 63B387AA F271A10D 233861E3 59B48220 F7C4693C 9AE12B0A 6F67809F
         0876E2D0 13800D6C 41BB59B6 D5979B5C 00A172B4 A2A5903A 0BDCAF8A 709585EB 2AFAFA8F 3499B200 210DCC1F 10EB3394
         3CD67FC8 8A2F39A4 BE5BEC4E C0A3212D C346D7E4 74B29EDE 8A469FFE CA686E5A",
    );
    assert_eq!(group.power(&x), verifier);
    assert_eq!(group.power(&client_secret), client);
    assert_eq!(group.server_public(&verifier, &server_secret), server);
    assert_eq!(group.client_secret(&server, &x, &client_secret, &u), shared);
    assert_eq!(group.server_secret(&client, &verifier, &server_secret, &u), shared);
}

/// RFC 3526, section 5, gives the prime as a formula; 2^3072 - 2^3008 - 1 + 2^64 * (...) fixes its ends and its length.
#[test]
fn the_group_is_the_one_of_3072_bits() {
    let prime = &GROUP.prime;
    assert_eq!(prime.bits(), 3072);
    assert_eq!(prime >> 3008_u32, (BigUint::from(1_u8) << 64_u32) - 1_u8);
    assert_eq!(prime % (BigUint::from(1_u8) << 64_u32), (BigUint::from(1_u8) << 64_u32) - 1_u8);
    // Both it and half of what is before it are prime; Fermat's test finds any wrong digit.
    let half = prime >> 1_u8;
    let two = BigUint::from(2_u8);
    assert_eq!(two.modpow(&(prime - 1_u8), prime), BigUint::from(1_u8));
    assert_eq!(BigUint::from(3_u8).modpow(&(&half - 1_u8), &half), BigUint::from(1_u8));
}

#[test]
fn a_number_is_hashed_with_a_zero_before_its_top_bit() {
    assert_eq!(padded(&number("7f")), [0x7f]);
    assert_eq!(padded(&number("80")), [0, 0x80]);
    assert_eq!(padded(&number("0fff")), [0x0f, 0xff]);
    assert_eq!(padded(&BigUint::ZERO), [0]);
}

/// A sign-in by both sides, as the messages go.
struct SignIn {
    user: String,
    handshake: Handshake,
    secret_block: Vec<u8>,
    proof: Proof,
}

impl SignIn {
    fn with(verifier: &Verifier, user: &str, password: &str, now: SystemTime) -> Self {
        let client = Client::new(POOL);
        let handshake = Handshake::begin(verifier, &client.srp_a()).expect("a good number");
        let secret_block = b"secret block".to_vec();
        let (salt, srp_b) = (handshake.salt(), handshake.srp_b());
        let encoded = base64_simd::STANDARD.encode_to_string(&secret_block);
        let challenge = Challenge { user_id: user, salt: &salt, srp_b: &srp_b, secret_block: &encoded };
        let proof = client.prove(&challenge, password, now).expect("a proof");
        Self { user: user.to_owned(), handshake, secret_block, proof }
    }

    fn is_proved(&self) -> bool {
        let signature = base64_simd::STANDARD.decode_to_vec(self.proof.signature.as_bytes()).expect("Base64");
        let Some(timestamp) = Timestamp::parse(&self.proof.timestamp) else { return false };
        self.handshake.is_proved_by(&Presented {
            pool_name: POOL_NAME,
            user: &self.user,
            secret_block: &self.secret_block,
            timestamp: &timestamp,
            signature: &signature,
        })
    }
}

#[test]
fn who_knows_the_password_is_let_in_and_nobody_else() {
    let verifier = Verifier::new(POOL_NAME, "ann", PASSWORD);
    let now = SystemTime::now();
    assert!(SignIn::with(&verifier, "ann", PASSWORD, now).is_proved());
    assert!(!SignIn::with(&verifier, "ann", "correct-horse-1", now).is_proved());
    assert!(!SignIn::with(&verifier, "ben", PASSWORD, now).is_proved(), "the name is part of it");
    assert!(!SignIn::with(&Verifier::made_up(b"salt"), "ann", PASSWORD, now).is_proved());
    assert!(verifier.is(POOL_NAME, "ann", PASSWORD));
    assert!(!verifier.is(POOL_NAME, "ann", "correct-horse-1"));
    assert!(!verifier.is("SrpTests2", "ann", PASSWORD), "another pool");
}

/// With a leading zero in the salt, or the top bit set, both sides must hash it alike.
#[test]
fn every_salt_and_every_name_do() {
    for salt in ["1", "7f00000000000000000000000000aaaa", "80ff", "00ab", "ffffffffffffffffffffffffffffffff"] {
        for (user, password) in [("ann", PASSWORD), ("Zoë 🐚", "Pässwörd-🔑-1"), ("a:b", "c:d Ef1!"), ("ann", " ")]
        {
            let verifier = Verifier::salted(number(salt), POOL_NAME, user, password);
            let sign_in = SignIn::with(&verifier, user, password, SystemTime::now());
            assert!(sign_in.is_proved(), "{salt} {user}");
        }
    }
}

#[test]
fn a_proof_is_of_its_time_its_block_and_its_handshake() {
    let verifier = Verifier::new(POOL_NAME, "ann", PASSWORD);
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_504_570_180);
    let proved = || SignIn::with(&verifier, "ann", PASSWORD, now);
    let mut later = proved();
    assert_eq!(later.proof.timestamp, "Tue Sep 5 00:09:40 UTC 2017");
    later.proof.timestamp = "Tue Sep 5 00:09:41 UTC 2017".to_owned();
    assert!(!later.is_proved());
    let mut other_block = proved();
    other_block.secret_block = b"another block".to_vec();
    assert!(!other_block.is_proved());
    let mut replayed = proved();
    replayed.proof = proved().proof;
    assert!(!replayed.is_proved());
}

/// AWS reads a day with a leading zero, and signs the time as it writes it itself.
#[test]
fn a_time_is_signed_as_the_pool_writes_it() {
    let canonical = "Tue Sep 5 00:09:40 UTC 2017";
    for read in [canonical, "Tue Sep 05 00:09:40 UTC 2017", "Mon Sep 5 00:09:40 UTC 2017"] {
        assert_eq!(Timestamp::parse(read), Some(Timestamp(canonical.to_owned())), "{read}");
    }
    for unread in ["", "Tue Sep 5 00:09:40 +05:30 2017", "2017-09-05T00:09:40Z", "Tue Sep 35 00:09:40 UTC 2017"] {
        assert_eq!(Timestamp::parse(unread), None, "{unread}");
    }
}

#[test]
fn a_public_number_that_lets_anybody_in_is_refused() {
    let verifier = Verifier::new(POOL_NAME, "ann", PASSWORD);
    let text = |number: BigUint| number.to_str_radix(16);
    let prime = &GROUP.prime;
    for refused in [text(BigUint::ZERO), "000".to_owned(), text(prime.clone()), text(prime * 2_u8)] {
        assert!(Handshake::begin(&verifier, &refused).is_none(), "{refused}");
    }
    for refused in ["", "xyz", "-1", "+1", "0x1", " 1", &"f".repeat(100_000)] {
        assert!(Handshake::begin(&verifier, refused).is_none(), "{refused}");
    }
    let client = Client::new(POOL);
    let answer = |srp_b: &str| {
        let challenge = Challenge { user_id: "ann", salt: "ab", srp_b, secret_block: "" };
        client.prove(&challenge, PASSWORD, SystemTime::now())
    };
    assert_eq!(answer("0"), Err(NotServed::UnsafeNumber));
    assert_eq!(answer(&text(prime.clone())), Err(NotServed::UnsafeNumber));
    assert_eq!(answer("no number"), Err(NotServed::NoNumber));
}
