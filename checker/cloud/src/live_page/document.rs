//! What the cloud is and holds, as JSON.

use serde::Serialize;

use super::apis::ApiEntry;
use crate::s3::website;
use crate::state::State;

/// The cloud's address, its buckets with their websites, and its APIs.
#[derive(Serialize)]
pub(super) struct Document {
    /// Another one means that the cloud was started again.
    run: String,
    endpoint: String,
    region: String,
    account: String,
    buckets: Vec<BucketEntry>,
    apis: Vec<ApiEntry>,
}

#[derive(Serialize)]
struct BucketEntry {
    name: String,
    region: String,
    account: String,
    /// How many objects it holds.
    objects: usize,
    /// The website's address for a browser on this machine; `None` where there is none.
    website: Option<String>,
}

impl Document {
    /// What is there now; `port` is the port of all services.
    pub(super) fn of(state: &State, port: u16) -> Self {
        let websites = state.websites.borrow();
        let buckets = state.buckets.read();
        let entries = buckets.values().map(|bucket| {
            let own_port = websites.get(&bucket.name).map(|address| format!("http://{address}/"));
            let by_name = || {
                let host = website::host_name(&bucket.name, &bucket.region);
                // Browsers resolve `localhost` and what ends in it themselves.
                let host = host.strip_suffix(".amazonaws.com")?;
                bucket.website.is_some().then(|| format!("http://{host}.localhost:{port}/"))
            };
            BucketEntry {
                name: bucket.name.clone(),
                region: bucket.region.clone(),
                account: bucket.owner.to_string(),
                objects: bucket.objects.len(),
                website: own_port.or_else(by_name),
            }
        });
        let api_ports = state.api_ports.borrow();
        let apis = state.apigateway.read();
        let apis = apis.values().map(|api| {
            // Else by name: browsers resolve this one themselves too.
            let by_name = || format!("http://{}.execute-api.{}.localhost:{port}", api.id, state.region);
            ApiEntry::of(api, &api_ports.get(&api.id).map_or_else(by_name, |address| format!("http://{address}")))
        });
        Self {
            run: state.run.clone(),
            endpoint: format!("http://127.0.0.1:{port}"),
            region: state.region.clone(),
            account: state.account.to_string(),
            buckets: entries.collect(),
            apis: apis.collect(),
        }
    }

    /// In one line.
    pub(super) fn to_json(&self) -> String {
        // Texts and numbers always have a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }
}
