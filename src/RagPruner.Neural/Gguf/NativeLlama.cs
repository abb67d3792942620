using System.Runtime.InteropServices;
using LLama.Exceptions;
using LLama.Native;

namespace RagPruner.Neural.Gguf;

/// <summary>llama.cpp's library: made ready once in a process, before anything of it is called.</summary>
internal static partial class NativeLlama
{
    private static readonly Lock s_lock = new();
    private static bool s_isReady;
    private static volatile string? s_lastError;

    /// <summary>What it last complained of, or null. It says so on its own, beside the error that a call returns.</summary>
    public static string? LastError => s_lastError;

    /// <exception cref="PrunerMisconfigured">The library cannot be loaded on this machine.</exception>
    public static void Load()
    {
        lock (s_lock)
        {
            if (s_isReady)
                return;
            if (OperatingSystem.IsLinux())
            {
                // Threads that spin while they wait take the cores from each other when the machine is busy.
                SetUnlessSet("OMP_WAIT_POLICY", "PASSIVE");
                SetUnlessSet("GOMP_SPINCOUNT", "0");
            }
            try
            {
                // Without it, every load writes hundreds of lines to standard error.
                NativeLibraryConfig.All.WithLogCallback(static (level, text) =>
                {
                    if (level == LLamaLogLevel.Error)
                        s_lastError = text.Trim();
                });
                NativeApi.llama_max_devices();
            }
            catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or RuntimeError or BadImageFormatException)
            {
                throw new PrunerMisconfigured(
                    $"llama.cpp's library cannot be loaded on this machine ({RuntimeInformation.RuntimeIdentifier}): " + (OperatingSystem.IsWindows()
                        ? "install the Visual C++ runtime." : OperatingSystem.IsLinux() ? "install libgomp1, with glibc 2.38 or newer on arm64."
                        : "the build has none for it."), e);
            }
            s_isReady = true;
        }
    }

    // .NET's own setter changes a copy that native code does not see.
    private static void SetUnlessSet(string name, string value) => _ = setenv(name, value, overwrite: 0);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
