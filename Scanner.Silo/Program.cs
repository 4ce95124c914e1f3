using Scanner.Silo.Hosting;

await SiloHost.Build(args).RunAsync();
