using System.Net;
using System.Security.Cryptography;
using System.Text;
using k8s;
using Scanner.Hosting.ApiServer;

namespace Scanner.Hosting.Certificates;

/// <summary>
/// A Secret of type <c>kubernetes.io/tls</c>, read through the API: a new one is seen within seconds, where a mounted one takes
/// the kubelet up to minutes.
/// </summary>
/// <param name="section">The configuration section that names the Secret, for messages.</param>
/// <param name="secretName">Its name.</param>
/// <param name="withCa">Whether <c>ca.crt</c> is needed.</param>
/// <param name="apiServer">Where it is, in this process's namespace.</param>
public sealed class SecretCertificateSource(string section, string secretName, bool withCa, ApiServerConnection apiServer)
    : ICertificateSource
{
    public const string CertificateKey = "tls.crt";
    public const string PrivateKeyKey = "tls.key";
    public const string CaKey = "ca.crt";

    public string Name => $"the Secret '{apiServer.Namespace}/{secretName}' ({section}:SecretName)";

    public bool MayComeLater => true;

    public async Task<CertificatePem?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var secret = await apiServer.Client.CoreV1.ReadNamespacedSecretAsync(
                secretName, apiServer.Namespace, cancellationToken: cancellationToken);
            return new CertificatePem(Text(CertificateKey), Text(PrivateKeyKey), withCa ? Text(CaKey) : null);

            string Text(string key) => secret.Data is not null && secret.Data.TryGetValue(key, out var bytes)
                ? Encoding.UTF8.GetString(bytes)
                : throw new CryptographicException($"it has no {key}");
        }
        catch (Exception e) when (ApiServerFailure.Status(e) == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (Exception e) when (ApiServerFailure.IsFrom(e, cancellationToken))
        {
            throw new CryptographicException(ApiServerFailure.Reason(e), e);
        }
    }
}
