//! How a product's server signs the ids of its users.

use serde::{Deserialize, Serialize};

/// What a maintainer is shown of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signing {
    pub secret: String,
}

/// Where a server finds the secret.
pub const VARIABLE: &str = "CRESSET_IDENTITY_SECRET";

/// A language, and the lines that sign the id of `user`.
pub const SAMPLES: [(&str, &str); 4] = [
    (
        "Node.js",
        "import { createHmac } from \"node:crypto\";\n\n\
         const userSig = createHmac(\"sha256\", process.env.CRESSET_IDENTITY_SECRET)\n  \
         .update(String(user.id))\n  .digest(\"hex\");",
    ),
    (
        "Python",
        "import hashlib, hmac, os\n\n\
         key = os.environ[\"CRESSET_IDENTITY_SECRET\"].encode()\n\
         user_sig = hmac.new(key, str(user.id).encode(), hashlib.sha256).hexdigest()",
    ),
    (
        "Ruby",
        "require \"openssl\"\n\n\
         user_sig = OpenSSL::HMAC.hexdigest(\"SHA256\", ENV.fetch(\"CRESSET_IDENTITY_SECRET\"), user.id.to_s)",
    ),
    ("PHP", "$userSig = hash_hmac(\"sha256\", (string) $user->id, getenv(\"CRESSET_IDENTITY_SECRET\"));"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_names_the_variable() {
        assert!(SAMPLES.iter().all(|(_, lines)| lines.contains(VARIABLE)));
    }
}
