/* Why some of Caddy's own cases don't come back from labels, or are refused. */

const QUOTES = "the plugin takes the quotes away";

/** Cases that labels cannot express. */
export const NOT_LABELS: Readonly<Record<string, string>> = {
  error_multi_site_blocks: "the plugin sorts sites by their addresses",
  expression_quotes: QUOTES,
  import_block_snippet_non_replaced_block_from_separate_file:
    "a file cannot define snippets for a site",
  map_and_vars_with_raw_types: QUOTES,
  quoted_brace_args: QUOTES,
};

/** Cases with a site without a directive, which the plugin would drop; they are tried with one. */
export const EMPTY_SITES: ReadonlySet<string> = new Set([
  "acme_dns_naked_use_dns_defaults",
  "auto_https_disable_redirects",
  "auto_https_ignore_loaded_certs",
  "auto_https_off",
  "global_options",
  "global_options_acme",
  "global_options_admin",
  "global_options_admin_with_persist_config_off",
  "global_options_default_bind",
  "global_options_persist_config",
  "global_options_preferred_chains",
  "global_options_resolvers",
  "global_options_resolvers_http_challenge",
  "global_options_resolvers_mixed",
  "global_server_options_idle_disabled",
  "global_server_options_multi",
  "global_server_options_single",
  "log_skip_hosts",
  "renewal_window_ratio_global",
  "renewal_window_ratio_tls_directive",
  "server_names",
  "tls_automation_policies_1",
  "tls_automation_policies_11",
  "tls_automation_policies_2",
  "tls_automation_policies_3",
  "tls_automation_policies_5",
  "tls_automation_policies_7",
  "tls_automation_policies_8",
  "tls_automation_policies_global_email_localhost",
]);

const MIXED = /begins like another one beside it, and the plugin would merge them/;
const NEVER = /can never run, since \w+ before it always answers/;
const UNCERTIFIED = /is a wildcard, which needs a DNS challenge or Caddy's local CA/;

/** Cases that the checks refuse, and the reasons. */
export const REFUSED: Readonly<Record<string, readonly RegExp[]>> = {
  encode_options: [MIXED],
  file_server_precompressed: [MIXED, NEVER],
  header: [MIXED],
  http_only_hostnames: [/matches only names without a dot/],
  import_block_with_site_block: [/imports outside a site, which has no typed form/],
  import_blocks_snippet: [MIXED],
  log_multi_logger_name: [UNCERTIFIED],
  log_override_hostname: [MIXED, UNCERTIFIED],
  push: [MIXED],
  reverse_proxy_dynamic_upstreams: [MIXED, NEVER],
  reverse_proxy_h2c_shorthand: [MIXED, NEVER],
  reverse_proxy_port_range: [MIXED, NEVER],
  reverse_proxy_retry_match_response: [MIXED],
  reverse_proxy_trusted_proxies: [MIXED, NEVER],
  rewrite_directive_permutations: [MIXED],
  root_directive_permutations: [MIXED],
  server_names: [/belongs to another site of this container/],
  sort_directives_within_handle: [UNCERTIFIED],
  tls_client_auth_wildcard_not_inherited_by_specific_host: [UNCERTIFIED],
  tls_client_auth_wildcard_shield_preserves_other_settings: [UNCERTIFIED],
  tls_client_auth_wildcards_shield_each_covering_policy: [UNCERTIFIED],
};
