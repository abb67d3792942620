using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace RagPruner.Neural.Gguf;

/// <summary>
/// States of prompts on disk, for the next run: one SQLite file for each model file. What cannot be read or written is done
/// without; a state that changed on the disk is dropped. Several processes may share it.
/// </summary>
internal sealed class StateStore : IDisposable
{
    // Another process may be writing; longer than that, reading the passage again is sooner done.
    private const int WaitSeconds = 2;

    private readonly SqliteConnection _connection;
    private readonly long _mostBytes;
    private readonly List<(long Id, int[] Tokens)> _stored = [];

    private StateStore(SqliteConnection connection, long mostBytes) => (_connection, _mostBytes) = (connection, mostBytes);

    /// <summary>Opens the store of a model.</summary>
    /// <exception cref="PrunerInvalidInput">The folder cannot be written.</exception>
    public static StateStore Open(string folder, string modelId, long mostBytes)
    {
        var path = Path.Combine(folder, $"states-{modelId}.db");
        try
        {
            Directory.CreateDirectory(folder);
            try
            {
                return OpenFile(path, mostBytes);
            }
            catch (SqliteException)
            {
                // A damaged file is written anew: all that it held can be had again.
                File.Delete(path);
                return OpenFile(path, mostBytes);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new PrunerInvalidInput($"States cannot be kept in {folder} ({e.GetType().Name}); set RAGPRUNER_CACHE to a folder that can be written.", e);
        }
    }

    /// <summary>The stored state that has most in common with a prompt, if it is more than the given number of tokens; or null.</summary>
    public PromptState? Longest(ReadOnlySpan<int> prompt, int moreThan)
    {
        var (best, longest) = (-1, moreThan);
        for (var i = 0; i < _stored.Count; i++)
        {
            if (prompt.CommonPrefixLength(_stored[i].Tokens) is var common && common > longest)
                (best, longest) = (i, common);
        }
        return best < 0 ? null : Read(best);
    }

    public void Add(PromptState state)
    {
        if (state.Size > _mostBytes)
            return;
        try
        {
            using var insert = Command("""
                INSERT INTO states (tokens, logprobs, state, digest, size) VALUES ($tokens, $logprobs, $state, $digest, $size) RETURNING id
                """);
            insert.Parameters.AddWithValue("$tokens", MemoryMarshal.AsBytes<int>(state.Tokens).ToArray());
            insert.Parameters.AddWithValue("$logprobs", MemoryMarshal.AsBytes<double>(state.Logprobs).ToArray());
            insert.Parameters.AddWithValue("$state", state.Bytes);
            insert.Parameters.AddWithValue("$digest", Digest(state.Tokens, state.Logprobs, state.Bytes));
            insert.Parameters.AddWithValue("$size", state.Size);
            _stored.Add(((long)insert.ExecuteScalar()!, state.Tokens));
            // Ids grow, so the oldest go.
            using var trim = Command("""
                DELETE FROM states WHERE id IN (SELECT id FROM (SELECT id, sum(size) OVER (ORDER BY id DESC) AS taken FROM states) WHERE taken > $most)
                RETURNING id
                """);
            trim.Parameters.AddWithValue("$most", _mostBytes);
            using var gone = trim.ExecuteReader();
            while (gone.Read())
                Forget(gone.GetInt64(0));
        }
        catch (SqliteException)
        {
            // A full disk, or another process that writes: this one does without.
        }
    }

    public void Dispose() => _connection.Dispose();

    private static StateStore OpenFile(string path, long mostBytes)
    {
        var file = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = WaitSeconds };
        var connection = new SqliteConnection(file.ToString());
        try
        {
            connection.Open();
            var store = new StateStore(connection, mostBytes);
            using (var create = store.Command("""
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = NORMAL;
                CREATE TABLE IF NOT EXISTS states (id INTEGER PRIMARY KEY AUTOINCREMENT, tokens BLOB NOT NULL, logprobs BLOB NOT NULL,
                    state BLOB NOT NULL, digest BLOB NOT NULL, size INTEGER NOT NULL);
                """))
                create.ExecuteNonQuery();
            using var list = store.Command("SELECT id, tokens FROM states");
            using var reader = list.ExecuteReader();
            while (reader.Read())
                store._stored.Add((reader.GetInt64(0), MemoryMarshal.Cast<byte, int>((byte[])reader.GetValue(1)).ToArray()));
            return store;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private PromptState? Read(int at)
    {
        var (id, tokens) = _stored[at];
        try
        {
            using var select = Command("SELECT logprobs, state, digest FROM states WHERE id = $id");
            select.Parameters.AddWithValue("$id", id);
            using var reader = select.ExecuteReader();
            if (reader.Read())
            {
                var logprobs = MemoryMarshal.Cast<byte, double>((byte[])reader.GetValue(0)).ToArray();
                var bytes = (byte[])reader.GetValue(1);
                if (Digest(tokens, logprobs, bytes).AsSpan().SequenceEqual((byte[])reader.GetValue(2)))
                    return new PromptState(tokens, logprobs, bytes);
            }
        }
        catch (SqliteException)
        {
            // Gone, or damaged: read again by the model.
        }
        Forget(id);
        return null;
    }

    private void Forget(long id) => _stored.RemoveAll(s => s.Id == id);

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // All of them are literals of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    private static byte[] Digest(int[] tokens, double[] logprobs, byte[] state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<int>(tokens));
        hash.AppendData(MemoryMarshal.AsBytes<double>(logprobs));
        hash.AppendData(state);
        return hash.GetHashAndReset();
    }
}
