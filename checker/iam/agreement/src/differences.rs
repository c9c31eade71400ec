//! Where `iam-rs` 0.8.0 and the documentation part. The pages are those of
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/>.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::second;
use crate::table::{self, Answer};

/// Cases by what the documentation says and `iam-rs` does; each is named by file, rule and row.
const DIFFERENCES: [(&str, &[&str]); 19] = [
    (
        "A trust policy has no Resource; its statements are about the role that they are attached to \
         (reference_policies_elements_resource, id_roles_update-role-trust-policy). iam-rs lets them match \
         nothing.",
        &["principals: services 1", "principals: services 2"],
    ),
    (
        "A trust policy must allow by itself (reference_policies_evaluation-logic_policy-eval-denyallow). \
         iam-rs takes any Allow.",
        &["accounts: trust policy 2", "accounts: trust policy 3"],
    ),
    (
        "An account as principal is every identity in it (reference_policies_elements_principal). iam-rs \
         compares it with the root's ARN alone, so that the Deny reaches nobody else.",
        &["principals: account denied 1", "principals: account denied 2"],
    ),
    (
        "A role as principal covers its sessions (reference_policies_elements_principal). iam-rs compares the \
         ARNs.",
        &["principals: role 2", "principals: role 3"],
    ),
    (
        "A wildcard does not match part of a principal's name (reference_policies_elements_principal). In \
         iam-rs it does.",
        &["principals: no wildcard for sessions 1", "principals: no wildcard in a name 1"],
    ),
    (
        "Several kinds of principals stand in one element (reference_policies_elements_principal). iam-rs \
         takes one kind.",
        &["principals: mixed map 1", "principals: mixed map 2", "principals: mixed map 3"],
    ),
    (
        "Action and NotAction exclude each other (reference_policies_elements). iam-rs reads Action and drops \
         the other.",
        &["actions: both Action and NotAction 1"],
    ),
    (
        "An incomplete ARN is completed by stars, and a star at the end of a segment reaches over colons \
         (reference-arns, reference_policies_elements_resource). iam-rs demands six segments and gives up on \
         the whole request.",
        &[
            "resources: incomplete ARN 1",
            "resources: incomplete ARN 2",
            "resources: star at the end of a segment 1",
            "resources: star at the end of a segment 2",
            "resources: star inside a segment 1",
        ],
    ),
    (
        "ArnLike compares segment by segment, and ArnEquals takes wildcards as ArnLike does \
         (reference_policies_elements_condition_operators). In iam-rs ArnLike is StringLike and ArnEquals is \
         StringEquals.",
        &[
            "condition_types: ArnLike by segments 1",
            "condition_types: ArnLike by segments 4",
            "condition_types: ArnNotLike, ArnNotEquals 4",
        ],
    ),
    (
        "Base64 tells capital and small letters apart; the comparison is byte for byte \
         (reference_policies_elements_condition_operators). iam-rs lowers both sides.",
        &["condition_types: BinaryEquals 3"],
    ),
    (
        "A date without a time is one of W3C's forms (reference_policies_elements_condition_operators). \
         iam-rs gives up on the whole request.",
        &["condition_types: forms of a date 1", "condition_types: forms of a date 2"],
    ),
    (
        "Numbers may stand unquoted in a list (reference_policies_grammar). iam-rs refuses the policy.",
        &["condition_types: unquoted number 1", "condition_types: unquoted number 2"],
    ),
    (
        "Booleans are written \"true\" in quotes, with a set operator too \
         (reference_policies_elements_condition_operators). There iam-rs takes unquoted ones only.",
        &[
            "condition_sets: ForAllValues:Bool, ForAnyValue:Bool 1",
            "condition_sets: ForAllValues:Bool, ForAnyValue:Bool 2",
            "condition_sets: ForAllValues:Bool, ForAnyValue:Bool 3",
            "condition_sets: ForAllValues:Bool, ForAnyValue:Bool 4",
        ],
    ),
    (
        "A key without values, or with an empty string alone, is null to Null and to the set operators \
         (reference_policies_condition-single-vs-multi-valued-context-keys). To iam-rs it is there.",
        &[
            "condition_sets: ForAllValues with Null 2",
            "condition_sets: ForAllValues:StringEquals 6",
            "condition_sets: ForAnyValue:StringLike 5",
        ],
    ),
    (
        "Variables stand in conditions too (reference_policies_variables). iam-rs reads them in Resource \
         alone, and gives up on a number, date or address that is one.",
        &[
            "variables: user name in Condition 1",
            "variables: no value 1",
            "variables: no value, negated 1",
            "variables: not in numbers, dates and addresses 1",
            "variables: not in numbers, dates and addresses 2",
            "variables: not in numbers, dates and addresses 3",
            "variables: not in numbers, dates and addresses 4",
        ],
    ),
    (
        "A variable without a value matches no resource (reference_policies_variables). iam-rs puts nothing \
         in its place.",
        &["variables: user name in Resource 4"],
    ),
    (
        "A value's own star is no wildcard, and ${*}, ${?}, ${$} are the characters \
         (reference_policies_variables). iam-rs reads the star as one, and takes the three for keys.",
        &["variables: a value's wildcards 1", "variables: special characters 1"],
    ),
    (
        "In 2008-10-17, which is also the version of a policy that names none, a variable is plain text \
         (reference_policies_elements_version). iam-rs reads variables in every version and refuses a policy \
         without one.",
        &["variables: older version 1", "variables: older version 2", "variables: no version 1"],
    ),
    (
        "Bool takes variables by the page on operators (reference_policies_elements_condition_operators), and does not by \
         the page on variables. iam-rs gives up on the whole request, which neither says.",
        &["variables: in booleans 1", "variables: in booleans 2"],
    ),
];

#[test]
fn every_difference_is_known() {
    let cases = table::cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/documentation"));
    let asked: Vec<_> = cases.iter().filter_map(|case| Some((case, second::answer(case)?))).collect();
    let found: BTreeMap<&str, (Answer, Answer)> = asked
        .iter()
        .filter(|(case, answer)| case.gives != *answer)
        .map(|(case, answer)| (case.id.as_str(), (case.gives, *answer)))
        .collect();
    let known: BTreeSet<&str> = DIFFERENCES.iter().flat_map(|(_, ids)| ids.iter().copied()).collect();
    let new: Vec<_> = found.iter().filter(|(id, _)| !known.contains(*id)).collect();
    let gone: Vec<_> = known.iter().filter(|id| !found.contains_key(*id)).collect();
    println!("{} of {} cases asked, {} answered otherwise", asked.len(), cases.len(), found.len());
    for (case, answer) in asked.iter().filter(|(case, _)| found.contains_key(case.id.as_str())) {
        println!("{}: {:?}, iam-rs: {answer:?}\n    {}", case.id, case.gives, case.source);
    }
    assert!(new.is_empty() && gone.is_empty(), "new (documentation, iam-rs): {new:#?}\ngone: {gone:#?}");
    assert!(asked.len() >= 300, "{} cases", asked.len());
}
