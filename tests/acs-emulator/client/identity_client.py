"""Microsoft's Python client through the life of one identity: made, given a token, revoked, deleted.

Arguments: the connection string, and the file with the certificate authority to trust.
"""

import json
import sys

from azure.communication.identity import CommunicationIdentityClient, CommunicationTokenScope

connection_string, authority = sys.argv[1:]
client = CommunicationIdentityClient.from_connection_string(
    connection_string, connection_verify=authority, retry_total=0
)
user = client.create_user()
token = client.get_token(user, [CommunicationTokenScope.VOIP])
client.revoke_tokens(user)
client.delete_user(user)
print(json.dumps({"user": user.raw_id, "parts": len(token.token.split("."))}))
