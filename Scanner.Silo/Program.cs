using Scanner.Hosting;
using Scanner.Silo.Hosting;

return await ProgramEnd.RunAsync(() => SiloHost.Build(args));
