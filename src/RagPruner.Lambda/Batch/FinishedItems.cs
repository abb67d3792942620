using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using RagPruner.Bedrock.Errors;
using RagPruner.Contexts;

namespace RagPruner.Lambda.Batch;

/// <summary>
/// What earlier attempts at a job's batches have finished, one object of S3 for each batch, written when the batch ends: a job
/// that is started again, a redriven execution and a batch that is tried again do not pay for it again. Safe for concurrent use.
/// </summary>
internal sealed class FinishedItems(string bucket, Func<IAmazonS3> connect)
{
    /// <summary>The time of an invocation that is left for keeping what was finished in it.</summary>
    public static readonly TimeSpan Reserve = TimeSpan.FromSeconds(5);

    private const int LongestJob = 80;

    // What is kept in another form than this build reads is not found, rather than in the way.
    private const string Form = "1";

    // Repetitions and the waits between them included.
    private static readonly TimeSpan s_longestCall = TimeSpan.FromSeconds(4);

    private static readonly string[] s_endpointVariables = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"];

    // Connected with the first batch of a job: other functions, and other batches, need neither S3 nor its permissions.
    private readonly Lazy<IAmazonS3> _s3 = new(connect);

    /// <summary>Those in a bucket of the environment's region, or behind <c>AWS_ENDPOINT_URL_S3</c>.</summary>
    public static FinishedItems Of(string bucket) => new(bucket, static () => Connect(new AmazonS3Config()));

    /// <summary>A client that repeats a call twice.</summary>
    /// <exception cref="PrunerMisconfigured">There is no region.</exception>
    public static IAmazonS3 Connect(AmazonS3Config config, AWSCredentials? credentials = null)
    {
        config.Timeout = Reserve / 4;
        config.MaxErrorRetry = 2;
        // A bucket is a part of the host's name only where somebody resolves such names. The variables are asked, because
        // the SDK forgets its endpoint for the region's when somebody reads it.
        config.ForcePathStyle |= s_endpointVariables.Any(v => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(v)));
        try
        {
            return credentials is null ? new AmazonS3Client(config) : new AmazonS3Client(credentials, config);
        }
        catch (AmazonClientException e)
        {
            throw new PrunerMisconfigured("There is no AWS region or endpoint; set AWS_REGION.", e);
        }
    }

    /// <summary>Where a batch of a job is kept: the same for the same items under the same options, and for nobody else's tenant.</summary>
    /// <exception cref="PrunerInvalidInput">The job's name is empty or too long.</exception>
    public static string KeyOf(string job, BatchOptions options, IReadOnlyList<JsonElement> items, TenantClause? tenant)
    {
        if (string.IsNullOrWhiteSpace(job) || job is "." or ".." || job.Length > LongestJob)
            throw new PrunerInvalidInput(string.Create(CultureInfo.InvariantCulture, $"BatchInput.job must have 1 to {LongestJob} characters."));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(Form);
        Append(tenant?.Value ?? "");
        Append(options.Brief ? "brief" : "whole");
        Append(options.Defaults?.GetRawText() ?? "");
        foreach (var item in items)
            Append(item.GetRawText());
        return $"finished/{Uri.EscapeDataString(job)}/{Convert.ToHexStringLower(hash.GetHashAndReset())}.json";

        void Append(string part)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData("\n"u8);
        }
    }

    /// <summary>The results that were kept under a key, in any order; none if there are none.</summary>
    /// <exception cref="PrunerException">They cannot be read.</exception>
    public async Task<IReadOnlyList<BatchResult>> ReadAsync(string key, CancellationToken cancellationToken)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ends.CancelAfter(s_longestCall);
        return await ServiceErrors.CallAsync("GetObject", () => ReadAsync(ends.Token), cancellationToken);

        async Task<IReadOnlyList<BatchResult>> ReadAsync(CancellationToken end)
        {
            try
            {
                using var reply = await _s3.Value.GetObjectAsync(bucket, key, end);
                return await JsonSerializer.DeserializeAsync(reply.ResponseStream, BatchJson.Readable.IReadOnlyListBatchResult, end) ?? [];
            }
            catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchKey")
            {
                return [];
            }
        }
    }

    /// <summary>Keeps the results of a batch that have no error, in place of those that were kept before.</summary>
    /// <exception cref="PrunerException">They cannot be kept.</exception>
    public async Task KeepAsync(string key, IEnumerable<BatchResult> results)
    {
        IReadOnlyList<BatchResult> finished = [.. results.Where(r => r.Error is null)];
        var body = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(finished, BatchJson.Readable.IReadOnlyListBatchResult));
        var request = new PutObjectRequest { BucketName = bucket, Key = key, InputStream = body, ContentType = "application/json", UseChunkEncoding = false };
        // The invocation may be over for its caller; what was paid for is kept all the same.
        using var ends = new CancellationTokenSource(s_longestCall);
        await ServiceErrors.CallAsync("PutObject", () => _s3.Value.PutObjectAsync(request, ends.Token), CancellationToken.None);
    }
}
