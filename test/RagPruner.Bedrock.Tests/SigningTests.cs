using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using RagPruner.Bedrock.Http;

namespace RagPruner.Bedrock.Tests;

public sealed class SigningTests
{
    [Theory]
    [InlineData("https://bedrock-runtime.eu-central-1.amazonaws.com/openai/v1", "eu-central-1", "bedrock")]
    [InlineData("https://bedrock-runtime-fips.us-east-1.amazonaws.com/openai/v1", "us-east-1", "bedrock")]
    [InlineData("https://bedrock-runtime.cn-north-1.amazonaws.com.cn/openai/v1", "cn-north-1", "bedrock")]
    [InlineData("https://bedrock-mantle.us-west-2.api.aws/v1", "us-west-2", "bedrock-mantle")]
    public void Bedrocks_own_addresses_are_known(string address, string region, string service) =>
        SigningScope.Of(new Uri(address)).ShouldBe(new SigningScope(new Uri(address), region, service));

    [Theory]
    [InlineData("http://127.0.0.1:11434/v1")]
    [InlineData("https://bedrock-mantle.us-west-2.example/v1")]
    [InlineData("https://bedrock-runtime.evil.example/v1")]
    [InlineData("https://api.openai.com/v1")]
    public void No_other_address_is(string address) => SigningScope.Of(new Uri(address)).ShouldBeNull();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_is_signed_for_what_it_holds(bool hasToken)
    {
        var seen = new Recorder();
        AWSCredentials credentials = hasToken ? new SessionAWSCredentials("AKID", "secret", "token") : new BasicAWSCredentials("AKID", "secret");
        var scope = new SigningScope(new Uri("https://bedrock-mantle.us-west-2.api.aws/v1"), "us-west-2", "bedrock-mantle");
        using var http = new HttpClient(new SigningHandler(scope, seen, credentials));
        using var content = new StringContent("""{"model":"m"}""", Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri("https://bedrock-mantle.us-west-2.api.aws/v1/chat/completions"), content);

        var authorization = seen.Headers["authorization"];
        var time = seen.Headers["x-amz-date"];
        var signed = authorization.Split("SignedHeaders=")[1].Split(',')[0];
        signed.Split(';').ShouldContain("x-amz-content-sha256");
        seen.Headers.TryGetValue("x-amz-security-token", out var token);
        token.ShouldBe(hasToken ? "token" : null);
        signed.Contains("x-amz-security-token", StringComparison.Ordinal).ShouldBe(hasToken);
        // SigV4 worked out again from what arrived: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
        var canonical = $"POST\n/v1/chat/completions\n\n{string.Concat(signed.Split(';').Select(h => $"{h}:{seen.Headers[h]}\n"))}\n{signed}\n{Hash(seen.Body)}";
        var day = $"{time[..8]}/us-west-2/bedrock-mantle/aws4_request";
        var toSign = $"AWS4-HMAC-SHA256\n{time}\n{day}\n{Hash(canonical)}";
        var key = new[] { time[..8], "us-west-2", "bedrock-mantle", "aws4_request" }.Aggregate(Encoding.UTF8.GetBytes("AWS4secret"), Hmac);
        authorization.ShouldBe($"AWS4-HMAC-SHA256 Credential=AKID/{day}, SignedHeaders={signed}, Signature={Convert.ToHexStringLower(Hmac(key, toSign))}");
        DateTime.ParseExact(time, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private sealed class Recorder : HttpMessageHandler
    {
        public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

        public string Body { get; private set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Body = await request.Content!.ReadAsStringAsync(cancellationToken);
            foreach (var (name, values) in request.Headers.Concat(request.Content.Headers))
                Headers[name] = string.Join(",", values);
            Headers["host"] = request.Headers.Host ?? request.RequestUri!.Authority;
            return new HttpResponseMessage(HttpStatusCode.OK);
        }
    }
}
