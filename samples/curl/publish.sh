#!/usr/bin/env bash
# Publishes an item and what somebody did with it, over REST: publish.sh URL KEY-NAME KEY [QUEUE]
#   publish.sh https://contoso.servicebus.windows.net sender "$KEY"
#   publish.sh http://127.0.0.1:7071 RootManageSharedAccessKey any        (the local host)
# With an identity, instead of a key: -H "Authorization: Bearer $(az account get-access-token --resource https://servicebus.azure.net --query accessToken -o tsv)"
set -euo pipefail
url=${1%/} key_name=$2 key=$3 queue=${4:-behaviour-events}

encode() { printf '%s' "$1" | sed 's/%/%25/g; s/:/%3A/g; s|/|%2F|g; s/+/%2B/g; s/=/%3D/g; s/ /%20/g'; }

# https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas: the key's text is the secret, not the bytes that it encodes.
resource=$(encode "$url/$queue")
expires=$(($(date +%s) + 3600))
signature=$(printf '%s\n%s' "$resource" "$expires" | openssl dgst -sha256 -hmac "$key" -binary | base64)
sas="SharedAccessSignature sr=$resource&sig=$(encode "$signature")&se=$expires&skn=$(encode "$key_name")"

# One message with three events, one a line. Events with id and time can be sent again without harm.
time=$(date -u +%Y-%m-%dT%H:%M:%SZ) id=$(openssl rand -hex 8)
curl --silent --show-error --fail-with-body -X POST "$url/$queue/messages" \
  -H "Authorization: $sas" -H 'Content-Type: application/x-ndjson' -H "BrokerProperties: {\"MessageId\":\"$id\"}" --data-binary @- <<EVENTS
{"id":"$id-1","time":"$time","type":"item.upserted","itemId":"curl-item","title":"Baking bread with rye flour","attentionSeconds":150}
{"id":"$id-2","time":"$time","type":"view","userId":"curl-user","itemId":"curl-item","dwellSeconds":42}
{"id":"$id-3","time":"$time","type":"like","userId":"curl-user","itemId":"curl-item"}
EVENTS
echo '3 events published'
